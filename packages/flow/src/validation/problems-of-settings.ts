import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { blockName, blockOf } from '../document/blocks.ts'
import { fieldsOf } from '../document/fields.ts'
import { referencesIn } from '../document/references.ts'
import {
  checkExpression,
  checkTemplate,
  type Scope,
  withoutSecretPlaces,
} from '../expressions/index.ts'
import type { ReferenceType } from '../kinds/field.ts'
import type { KnownKind } from '../kinds/kind.ts'
import { kindNamed } from '../kinds/registry.ts'
import { error, type Problem, warning } from './problem.ts'

type Known = Partial<Record<ReferenceType, ReadonlySet<string>>>

/** What is wrong in the settings of one block. */
export function problemsOfSettings(
  document: FlowDocument,
  id: string,
  block: FlowBlock,
  { known, scope }: { readonly known: Known; readonly scope: Scope },
): Problem[] {
  const kind = kindNamed(block.kind)
  const name = blockName(block)
  if (kind === undefined) {
    const message = `“${name}” is of the kind “${block.kind}”, which is not known here.`
    return [error('unknown_kind', message, { block: id })]
  }
  return [
    ...problemsOfSchema(kind, id, block),
    ...problemsOfReferences(id, block, known),
    ...problemsOfExpressions(kind, id, block, scope),
    ...problemsOfJumps(kind, document, id, block),
  ]
}

function problemsOfSchema(kind: KnownKind, id: string, block: FlowBlock): Problem[] {
  const name = blockName(block)
  const settings = kind.read(block.settings)
  if (settings !== undefined) {
    return settings.check().map(({ severity, setting, message }) => {
      const text = `“${name}” ${message}`
      const place = { block: id, setting }
      return severity === 'error'
        ? error('bad_setting', text, place)
        : warning('doubtful_setting', text, place)
    })
  }
  const { error: found } = kind.settings.safeParse(block.settings)
  return (found?.issues ?? []).slice(0, mostIssues).map(({ path, message }) => {
    const setting = path.map((part) => `/${String(part)}`).join('')
    const label = labelOf(kind, setting)
    return error('bad_setting', `“${name}”: ${label === undefined ? '' : `${label}: `}${message}`, {
      block: id,
      setting,
    })
  })
}

/** Of one block. */
const mostIssues = 20

function labelOf(kind: KnownKind, setting: string): string | undefined {
  const [, first] = setting.split('/')
  return kind.form.find(({ key }) => key === first)?.label
}

const nouns: Readonly<Record<ReferenceType, string>> = {
  queue: 'a queue',
  prompt: 'a prompt',
  voicemail_box: 'a voicemail box',
  flow: 'a flow',
  number: 'a number',
  skill: 'a skill',
}

function problemsOfReferences(id: string, block: FlowBlock, known: Known): Problem[] {
  const name = blockName(block)
  return referencesIn(block.kind, block.settings).flatMap(({ type, name: wanted, setting }) => {
    const place = { block: id, setting }
    if (wanted === '') {
      return [error('missing_reference', `“${name}” needs ${nouns[type]}. Choose one.`, place)]
    }
    if (known[type]?.has(wanted.toLowerCase()) !== false) return []
    const message = `“${name}” names ${nouns[type]} that does not exist: “${wanted}”. Choose another.`
    return [error('unknown_reference', message, place)]
  })
}

function problemsOfExpressions(
  kind: KnownKind,
  id: string,
  block: FlowBlock,
  scope: Scope,
): Problem[] {
  const name = blockName(block)
  return fieldsOf(kind.form, block.settings).flatMap(({ field, setting, value }) => {
    if (typeof value !== 'string' || value === '') return []
    const check =
      field.type === 'template'
        ? checkTemplate
        : field.type === 'expression'
          ? checkExpression
          : undefined
    const mayNameSecrets = field.type === 'template' && field.secrets === true
    return (check?.(mayNameSecrets ? withoutSecretPlaces(value) : value, scope) ?? []).map(
      ({ message }) =>
        error('bad_expression', `“${name}”: ${field.label}: ${message}`, { block: id, setting }),
    )
  })
}

function problemsOfJumps(
  kind: KnownKind,
  document: FlowDocument,
  id: string,
  block: FlowBlock,
): Problem[] {
  return fieldsOf(kind.form, block.settings).flatMap(({ field, setting, value }) => {
    if (field.type !== 'block' || typeof value !== 'string' || value === '') return []
    if (blockOf(document, value) !== undefined) return []
    const message = `“${blockName(block)}” goes to “${value}”, and there is no such block.`
    return [error('unknown_target', message, { block: id, setting })]
  })
}
