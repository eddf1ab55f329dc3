import type { FlowBlock, FlowDocument, FlowProblem } from '@iris/contracts'
import {
  blockOf,
  checkExpression,
  checkTemplate,
  fieldsOf,
  type FilledField,
  type KnownKind,
  kindNamed,
  type Scope,
  secretsIn,
  withoutSecretPlaces,
} from '@iris/flow'
import { inspectorWords } from '../inspector-words.ts'
import { type InspectorThings, isAmong } from '../things.ts'
import type { FieldProblem, FieldProblems } from './field-problem.ts'
import { schemaWords } from './schema-words.ts'

export interface BlockAtHand {
  readonly document: FlowDocument
  readonly block: FlowBlock
  readonly scope: Scope
  readonly things: InspectorThings
  /** What the page’s validator says of the block; it may lag behind what is typed. */
  readonly problems: readonly FlowProblem[]
}

/**
 * What is wrong with each field of a block, right now: what its settings’ schema, its kind, and the expressions in it say,
 * and which names stand for nothing. Of the page’s validator comes only what is about a place where none of these found
 * anything while it is there to be looked at.
 */
export function problemsOfFields(at: BlockAtHand): FieldProblems {
  const kind = kindNamed(at.block.kind)
  const found = new Map<string, FieldProblem[]>()
  if (kind === undefined || at.block.disabled === true) return found
  const fields = fieldsOf(kind.form, at.block.settings)
  const add = (setting: string, problem: FieldProblem) => {
    const all = found.get(setting) ?? []
    if (!all.some(({ message }) => message === problem.message))
      found.set(setting, [...all, problem])
  }
  for (const [setting, problem] of problemsOfSettings(kind, at.block, fields)) add(setting, problem)
  for (const field of fields) {
    for (const problem of problemsOfValue(field, at)) add(field.setting, problem)
  }
  return found
}

/** The setting at which a problem is shown: that of the field, or of the item of a list, it is in. */
function shownAt(fields: readonly FilledField[], setting: string): string {
  const around = fields.filter(
    (field) => setting === field.setting || setting.startsWith(`${field.setting}/`),
  )
  const nearest = around.toSorted((a, b) => b.setting.length - a.setting.length)[0]
  if (nearest === undefined) return setting
  if (nearest.field.type !== 'list' || setting === nearest.setting) return nearest.setting
  const [place = ''] = setting.slice(nearest.setting.length + 1).split('/')
  return `${nearest.setting}/${place}`
}

function problemsOfSettings(
  kind: KnownKind,
  block: FlowBlock,
  fields: readonly FilledField[],
): [string, FieldProblem][] {
  const settings = kind.read(block.settings)
  if (settings !== undefined) {
    return settings
      .check()
      .map(({ severity, setting, message }) => [
        shownAt(fields, setting),
        { severity, message: inspectorWords('problem.this', { what: message }) },
      ])
  }
  const { error } = kind.settings.safeParse(block.settings)
  return (error?.issues ?? []).map((issue) => {
    const setting = shownAt(fields, issue.path.map((part) => `/${String(part)}`).join(''))
    const field = fields.find((one) => one.setting === setting)
    return [setting, { severity: 'error', message: schemaWords(issue, field) }]
  })
}

function problemsOfValue({ field, value }: FilledField, at: BlockAtHand): FieldProblem[] {
  const error = (message: string): FieldProblem => ({ severity: 'error', message })
  const text = typeof value === 'string' ? value : ''
  switch (field.type) {
    case 'template':
      return field.secrets === true ? problemsWithSecrets(text, at) : problemsOfTemplate(text, at)
    case 'expression':
      return placed(text === '' ? [] : checkExpression(text, at.scope))
    case 'reference': {
      if (text.trim() === '') return [error(inspectorWords(`problem.choose.${field.to}`))]
      const things = at.things.names[field.to]
      if (things === undefined || isAmong(things, text)) return []
      return [error(inspectorWords('problem.unknown', { name: text }))]
    }
    case 'block':
      if (text === '' || blockOf(at.document, text) !== undefined) return []
      return [error(inspectorWords('problem.unknownBlock', { id: text }))]
    default:
      return []
  }
}

function problemsOfTemplate(text: string, { scope }: BlockAtHand): FieldProblem[] {
  return placed(text === '' ? [] : checkTemplate(text, scope))
}

/** Secrets are no variables: each is told by its name. */
function problemsWithSecrets(text: string, at: BlockAtHand): FieldProblem[] {
  const { secrets } = at.things
  const unknown = secrets && secretsIn(text).filter((name) => !secrets.includes(name))
  return [
    ...problemsOfTemplate(withoutSecretPlaces(text), at),
    ...(unknown ?? []).map((name) => ({
      severity: 'error' as const,
      message: inspectorWords('problem.unknownSecret', { name }),
    })),
  ]
}

function placed(
  problems: readonly { message: string; start: number; end: number }[],
): FieldProblem[] {
  return problems.map(({ message, start, end }) => ({
    severity: 'error',
    message,
    place: { start, end },
  }))
}

/** Of the validator’s problems those about the block as a whole: not about an exit or a setting. */
export function problemsOfWhole(problems: readonly FlowProblem[]): readonly FlowProblem[] {
  return problems.filter(({ exit, setting }) => exit === undefined && setting === undefined)
}

/** What the validator says of fields in which nothing is found here: it may know more of the centre. */
export function furtherProblems(
  { problems, block }: BlockAtHand,
  found: FieldProblems,
): FieldProblems {
  const fields = fieldsOf(kindNamed(block.kind)?.form ?? [], block.settings)
  const further = new Map(found)
  for (const { severity, setting, message } of problems) {
    if (setting === undefined) continue
    const at = shownAt(fields, setting)
    if (!found.has(at)) further.set(at, [...(further.get(at) ?? []), { severity, message }])
  }
  return further
}

/** Of all problems those at a setting and in its parts, each message once. */
export function problemsWithin(found: FieldProblems, setting: string): readonly FieldProblem[] {
  const all = [...found].flatMap(([at, problems]) =>
    at === setting || at.startsWith(`${setting}/`) ? problems : [],
  )
  return all.filter(
    ({ message }, index) => all.findIndex((one) => one.message === message) === index,
  )
}
