import type { FlowDocument } from '@iris/contracts'
import { blockName, blockOf } from '../document/blocks.ts'
import type { Value, Values } from '../expressions/values.ts'
import type { TraceEntry } from '../interpreter/step.ts'
import type { Expected, PathStep } from './test-case.ts'

interface Observed {
  readonly trace: readonly TraceEntry[]
  readonly said: readonly string[]
  readonly ended: {
    readonly by: string
    readonly cause: string
    readonly problem?: { readonly message: string }
  } | null
  readonly variables: Values
}

/** What is not as expected, in words. */
export function failuresOf(
  document: FlowDocument,
  expected: Expected,
  observed: Observed,
): string[] {
  const name = (id: string) => {
    const block = blockOf(document, id)
    return `“${block === undefined ? id : blockName(block)}”`
  }
  return [
    ...pathFailures(expected.path, observed.trace, name),
    ...saidFailures(expected.said ?? [], observed.said),
    ...endFailures(expected.ends, observed.ended),
    ...Object.entries(expected.variables ?? {}).flatMap(([variable, value]) => {
      const is = Object.hasOwn(observed.variables, variable)
        ? observed.variables[variable]
        : undefined
      return holds(is, value)
        ? []
        : [
            `${variable} is ${is === undefined ? 'not there' : inShort(is)}, and should be ${inShort(value)}.`,
          ]
    }),
    ...visitFailures(expected.visits, observed.trace, name),
  ]
}

type Name = (id: string) => string

function pathFailures(path: Expected['path'], trace: readonly TraceEntry[], name: Name): string[] {
  if (path === undefined) return []
  if (path.is === 'containing') {
    let from = 0
    for (const step of path.steps) {
      const found = trace.slice(from).findIndex((entry) => fits(entry, step))
      if (found === -1)
        return [`The call never came to ${inWords(step, name)}${after(path.steps, step, name)}.`]
      from += found + 1
    }
    return []
  }
  const index = path.steps.findIndex((step, at) => {
    const entry = trace[at]
    return entry === undefined || !fits(entry, step)
  })
  if (index === -1 && trace.length === path.steps.length) return []
  const at = index === -1 ? path.steps.length : index
  const wanted = path.steps[at]
  const entry = trace[at]
  const is = entry === undefined ? 'was over' : `was at ${wayOf(entry, name)}`
  const should =
    wanted === undefined ? 'should have been over' : `should have been at ${inWords(wanted, name)}`
  return [`At step ${at + 1} of its path the call ${is}, and ${should}.`]
}

function fits(entry: TraceEntry, step: PathStep): boolean {
  if (typeof step === 'string') return entry.block === step && entry.flow === undefined
  return (
    entry.block === step.block && entry.flow === step.flow && (entry.outcome ?? '') === step.exit
  )
}

function inWords(step: PathStep, name: Name): string {
  return typeof step === 'string' ? name(step) : `${name(step.block)}, left by ${step.exit}`
}

function wayOf({ block, outcome }: TraceEntry, name: Name): string {
  return outcome === null ? name(block) : `${name(block)}, left by ${outcome}`
}

function after(steps: readonly PathStep[], step: PathStep, name: Name): string {
  const before = steps[steps.indexOf(step) - 1]
  return before === undefined ? '' : ` after ${inWords(before, name)}`
}

function saidFailures(expected: readonly string[], said: readonly string[]): string[] {
  let from = 0
  return expected.flatMap((text) => {
    const found = said.slice(from).findIndex((one) => one.includes(text))
    if (found === -1) return [`“${text}” was not said${from > 0 ? ' at its place' : ''}.`]
    from += found + 1
    return []
  })
}

function endFailures(expected: Expected['ends'], ended: Observed['ended']): string[] {
  if (expected === undefined) return []
  if (ended === null) return ['The call did not end.']
  const why = ended.problem === undefined ? '' : ` ${ended.problem.message}`
  return [
    ...(expected.by === undefined || expected.by === ended.by
      ? []
      : [`The call was ended by the ${ended.by}, and should be by the ${expected.by}.${why}`]),
    ...(expected.cause === undefined || expected.cause === ended.cause
      ? []
      : [`The call ended with ${ended.cause}, and should with ${expected.cause}.${why}`]),
  ]
}

function visitFailures(
  visits: Expected['visits'],
  trace: readonly TraceEntry[],
  name: Name,
): string[] {
  const seen = new Set(trace.filter(({ flow }) => flow === undefined).map(({ block }) => block))
  return [
    ...(visits?.must ?? [])
      .filter((id) => !seen.has(id))
      .map((id) => `The call never came to ${name(id)}.`),
    ...(visits?.mustNot ?? [])
      .filter((id) => seen.has(id))
      .map((id) => `The call came to ${name(id)}, and should not.`),
  ]
}

/** Whether a value is the one expected; a map may have more fields. */
function holds(value: Value | undefined, expected: Value): boolean {
  if (!isMap(expected)) return JSON.stringify(value) === JSON.stringify(expected)
  if (value === undefined || !isMap(value)) return false
  return Object.entries(expected).every(
    ([key, one]) => Object.hasOwn(value, key) && holds(value[key], one),
  )
}

function isMap(value: Value): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inShort(value: Value): string {
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
