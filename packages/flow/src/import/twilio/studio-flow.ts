import { type Names, variableNames } from '../names.ts'
import { clamped, isRaw, type Raw, rawAt, rawsAt, textAt } from '../reading.ts'
import type { Source } from '../step.ts'
import { asExpression, asTemplate, fieldOf } from '../text-pieces.ts'
import { type Answer, answerPath, fromLiquid, givenValue, ownVariable } from './liquid.ts'

/** A widget of a Studio flow. */
export interface Widget {
  readonly source: Source
  readonly type: string
  readonly properties: Raw
  readonly transitions: readonly Transition[]
}

export interface Transition {
  readonly event: string
  /** The widget it leads to; without one, the flow ends. */
  readonly next: string | undefined
  readonly conditions: readonly Condition[]
}

export interface Condition {
  readonly type: string
  readonly argument: string
  readonly value: string
  readonly title: string
}

/** A Studio flow that is being read: its widgets, and the words it has for values. */
export interface StudioFlow {
  readonly widgets: ReadonlyMap<string, Widget>
  readonly variables: Names
  /** Text with our expressions; what is lost goes into `buts`, as sentences. */
  readonly template: (liquid: string, buts: string[], most?: number) => string
  /** The same as one expression. */
  readonly expression: (liquid: string, buts: string[]) => string
  /** Widgets whose answers were asked for, and the variable each is to be kept in. */
  readonly kept: ReadonlyMap<string, string>
  /** Tells what a widget gives, before anything is converted. */
  readonly gives: (widget: string, answer: Answer) => void
}

export function studioFlow(widgets: ReadonlyMap<string, Widget>): StudioFlow {
  const variables = variableNames()
  const kept = new Map<string, string>()
  const answers = new Map<string, Answer>()
  const valueOf = (path: readonly string[]): string | undefined => {
    const own = ownVariable(path)
    if (own !== undefined) return fieldOf(variables.nameOf(own.name), own.rest)
    const [one, widget, ...rest] = path
    const answer = one === 'widgets' && widget !== undefined ? answers.get(widget) : undefined
    if (widget === undefined || answer === undefined) return givenValue(path)
    const found = answerPath(answer, rest)
    if (found === undefined) return undefined
    const variable = variables.nameOf(`answer of ${widget}`)
    kept.set(widget, variable)
    return fieldOf(variable, found)
  }
  const converted = (liquid: string, buts: string[]) => {
    const { pieces, lost } = fromLiquid(liquid, valueOf)
    for (const one of lost.slice(0, 3)) buts.push(`There is nothing here for ${one.slice(0, 100)}.`)
    return pieces
  }
  return {
    widgets,
    variables,
    kept,
    gives: (widget, answer) => void answers.set(widget, answer),
    template: (liquid, buts, most) => asTemplate(converted(liquid, buts), most),
    expression: (liquid, buts) => asExpression(converted(liquid, buts)),
  }
}

/** Reads a widget; `undefined` for what has no name or no type. */
export function readWidget(state: unknown, index: number): Widget | undefined {
  if (!isRaw(state)) return undefined
  const [name, type] = [textAt(state, 'name'), textAt(state, 'type')]
  if (name === '' || name.includes('\n') || type === '') return undefined
  const properties = rawAt(state, 'properties')
  const at = {
    x: coordinate(properties, 'x') ?? (index % 8) * 280,
    y: coordinate(properties, 'y') ?? Math.floor(index / 8) * 200,
  }
  return {
    source: { key: name, name, type, at },
    type,
    properties,
    transitions: rawsAt(state, 'transitions').map(readTransition),
  }
}

function coordinate(properties: Raw, axis: 'x' | 'y'): number | undefined {
  const value = rawAt(properties, 'offset')[axis]
  return typeof value === 'number' && Number.isFinite(value)
    ? clamped(value, -900_000, 900_000)
    : undefined
}

function readTransition(transition: Raw): Transition {
  return {
    event: textAt(transition, 'event'),
    next: textAt(transition, 'next') || undefined,
    conditions: rawsAt(transition, 'conditions').map((condition) => ({
      type: textAt(condition, 'type'),
      argument: textOfFirst(condition),
      value: textAt(condition, 'value'),
      title: textAt(condition, 'friendly_name'),
    })),
  }
}

function textOfFirst(condition: Raw): string {
  const list = condition['arguments']
  return Array.isArray(list) && typeof list[0] === 'string' ? list[0].slice(0, 2000).trim() : ''
}

/** The widget that an event of a widget leads to. */
export function nextBy({ transitions }: Widget, ...events: readonly string[]): string | undefined {
  return transitions.find(({ event, next }) => events.includes(event) && next !== undefined)?.next
}
