import { type Names, variableNames } from '../names.ts'
import {
  clamped,
  isRaw,
  type Raw,
  rawAt,
  rawsAt,
  short,
  textAt,
  textOf,
  listAt,
} from '../reading.ts'
import { type Source, toStep, type Wire } from '../step.ts'
import { asExpression, asTemplate } from '../text-pieces.ts'
import { fromJsonPaths } from './json-path.ts'

/** An action of a contact flow. */
export interface Action {
  readonly source: Source
  readonly type: string
  readonly parameters: Raw
  /** What the editor keeps of it: names of queues, prompts and flows. */
  readonly metadata: Raw
  readonly next: string | undefined
  readonly errors: readonly { readonly type: string; readonly next: string | undefined }[]
  readonly conditions: readonly Condition[]
}

export interface Condition {
  readonly operator: string
  readonly operands: readonly string[]
  readonly next: string | undefined
}

/** A contact flow that is being read: its actions, and the words it has for values. */
export interface ContactFlow {
  readonly actions: ReadonlyMap<string, Action>
  readonly variables: Names
  /** Text with our expressions; what is lost goes into `buts`, as sentences. */
  readonly template: (text: string, buts: string[]) => string
  readonly expression: (text: string, buts: string[]) => string
  /** What is in force at an action from those before it. */
  readonly queueAt: (action: string) => Carried
  readonly voiceAt: (action: string) => Carried
}

/** Set by no action before, by one, or by several that say different things. */
export type Carried = undefined | { readonly name: string; readonly isSure: boolean }

export function contactFlow(
  actions: ReadonlyMap<string, Action>,
  queueAt: (action: string) => Carried,
  voiceAt: (action: string) => Carried,
): ContactFlow {
  const variables = variableNames()
  const converted = (text: string, buts: string[]) => {
    const { pieces, lost } = fromJsonPaths(text, variables)
    for (const one of lost.slice(0, 3)) buts.push(`There is nothing here for ${one.slice(0, 100)}.`)
    return pieces
  }
  return {
    actions,
    variables,
    queueAt,
    voiceAt,
    template: (text, buts) => asTemplate(converted(text, buts)),
    expression: (text, buts) => asExpression(converted(text, buts)),
  }
}

/** Reads an action; `undefined` for what has no identifier or no type. */
export function readAction(value: unknown, index: number, metadata: Raw): Action | undefined {
  if (!isRaw(value)) return undefined
  const [key, type] = [textAt(value, 'Identifier'), textAt(value, 'Type')]
  if (key === '' || key.includes('\n') || type === '') return undefined
  const known = rawAt(metadata, key)
  const transitions = rawAt(value, 'Transitions')
  return {
    source: { key, name: nameOf(key, type), type, at: placeOf(known, index) },
    type,
    parameters: rawAt(value, 'Parameters'),
    metadata: known,
    next: textAt(transitions, 'NextAction') || undefined,
    errors: rawsAt(transitions, 'Errors').map((error) => ({
      type: textAt(error, 'ErrorType'),
      next: textAt(error, 'NextAction') || undefined,
    })),
    conditions: rawsAt(transitions, 'Conditions').map((condition) => ({
      operator: textAt(condition, 'Condition', 'Operator'),
      operands: listAt(rawAt(condition, 'Condition'), 'Operands').map(textOf),
      next: textAt(condition, 'NextAction') || undefined,
    })),
  }
}

/** Where its editor made up the identifier, the type is the better name. */
function nameOf(key: string, type: string): string {
  const isMadeUp = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(key)
  return isMadeUp ? type.replaceAll(/([a-z])([A-Z])/g, '$1 $2') : key
}

function placeOf(metadata: Raw, index: number): Source['at'] {
  const coordinate = (axis: 'x' | 'y'): number | undefined => {
    const value = rawAt(metadata, 'position')[axis]
    const number = typeof value === 'number' ? value : Number.NaN
    return Number.isFinite(number) ? clamped(number, -900_000, 900_000) : undefined
  }
  return {
    x: coordinate('x') ?? (index % 8) * 280,
    y: coordinate('y') ?? Math.floor(index / 8) * 200,
  }
}

/** What leads on when nothing special happens. */
export function onwards({ next, errors, conditions }: Action): string | undefined {
  return next ?? conditions.find((one) => one.next)?.next ?? errors.find((one) => one.next)?.next
}

/** The way of an error; that of every other error where it has none of its own. */
export function errorWire({ errors }: Action, ...types: readonly string[]): Wire {
  const found = errors.find(({ type }) => types.includes(type))
  return toStep((found ?? errors.find(({ type }) => type === 'NoMatchingError'))?.next)
}

/** The way of a condition that compares with one value. */
export function conditionWire({ conditions }: Action, value: string): Wire {
  const found = conditions.find(
    ({ operands }) => operands[0]?.toLowerCase() === value.toLowerCase(),
  )
  return toStep(found?.next)
}

/** What people call the thing that a parameter names by its ARN, or the last part of that. */
export function displayName({ parameters, metadata }: Action, parameter: string): string {
  const shown =
    textAt(metadata, 'parameters', parameter, 'displayName') ||
    textAt(metadata, 'queue', 'text') ||
    textAt(metadata, 'audio', 'text')
  const value = textAt(parameters, parameter)
  return short(shown || (value.startsWith('$') ? '' : value.replace(/^.*[/:]/s, '')))
}
