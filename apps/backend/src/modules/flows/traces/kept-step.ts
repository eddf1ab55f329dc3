import type { FlowStep } from '@iris/contracts'
import type { TraceEntry } from '@iris/flow'

/** How much of a variable's value is kept, in characters of JSON. */
const longestValue = 2000
const mostVariables = 100

/** A step as it is kept and shown. What nobody may know is masked in it already. */
export function keptStep({ enteredAt, leftAt, set, ...step }: TraceEntry): FlowStep {
  return {
    ...step,
    enteredAt: new Date(enteredAt).toISOString(),
    leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
    ...(set && { set: keptValues(set) }),
  }
}

function keptValues(values: Readonly<Record<string, unknown>>): NonNullable<FlowStep['set']> {
  return Object.fromEntries(
    Object.entries(values)
      .slice(0, mostVariables)
      .map(([name, value]) => [name, shortened(value)]),
  )
}

function shortened(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= longestValue ? value : `${text.slice(0, longestValue)}…`
}

/**
 * JSON as `jsonb` takes it: it has no character 0 and no half of a surrogate pair, which JSON can spell. `JSON.stringify` writes
 * just these as escapes.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi,
    String.raw`$1\ufffd`,
  )
}
