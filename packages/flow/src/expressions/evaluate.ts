import { BoundedCache } from './bounded-cache.ts'
import { compile } from './compile.ts'
import { maxSourceLength, parse } from './parse.ts'
import { type Compiled, Failure, type Outcome, Run } from './run.ts'
import { kindInWords, typeKindOf } from './types.ts'
import { isList, type Value, type Values } from './values.ts'

export interface Failed {
  readonly kind: 'failed'
  /** A sentence for the person who wrote the expression. */
  readonly reason: string
}

export type Evaluated = { readonly kind: 'value'; readonly value: Value } | Failed

export type Decided = { readonly kind: 'value'; readonly value: boolean } | Failed

/** How much a value may hold, in values and in UTF-16 code units of text, and how deep. */
const maxParts = 10_000
const maxText = 200_000
const maxDepth = 64

/** Flows use the same few expressions again and again. Compiling is pure, so remembering changes nothing but the time. */
const compiled = new BoundedCache<Compiled>(
  (source) => {
    const parsed = parse(source)
    if (parsed.kind === 'parsed') return compile(parsed.syntax, [])
    const failure = new Failure(parsed.problem.message)
    return () => failure
  },
  { most: 2000, longestKey: maxSourceLength },
)

/**
 * Works out an expression. Never throws; where there is no value it says why. Time and size are bounded: see `maxSteps`.
 * A value is JSON, and shares what it has of the variables with them.
 */
export function evaluate(source: string, values: Values): Evaluated {
  const outcome = outcomeOf(source, new Run(values))
  const failure = outcome instanceof Failure ? outcome : tooMuch(outcome)
  if (failure !== undefined) return { kind: 'failed', reason: failure.reason }
  return { kind: 'value', value: outcome instanceof Failure ? null : outcome }
}

/** Works out a condition, which is true or false and nothing else. */
export function isTrue(source: string, values: Values): Decided {
  const outcome = outcomeOf(source, new Run(values))
  if (outcome instanceof Failure) return { kind: 'failed', reason: outcome.reason }
  if (typeof outcome === 'boolean') return { kind: 'value', value: outcome }
  const given = kindInWords(typeKindOf(outcome))
  return { kind: 'failed', reason: `A condition must be true or false, not ${given}.` }
}

/** Works out an expression within a run that may have spent some of its work already. */
export function outcomeOf(source: string, run: Run): Outcome {
  return compiled.get(source)(run)
}

/** A value that is shared within itself can be far larger written out than it is in memory. */
function tooMuch(value: Value): Failure | undefined {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' && value.length > maxText ? tooLarge : undefined
  }
  const left = { parts: maxParts, text: maxText }
  return fits(value, left, 0) ? undefined : tooLarge
}

const tooLarge = new Failure('The value becomes too large.')

function fits(value: Value, left: { parts: number; text: number }, depth: number): boolean {
  left.parts -= 1
  if (typeof value === 'string') left.text -= value.length
  if (left.parts < 0 || left.text < 0 || depth > maxDepth) return false
  if (typeof value !== 'object' || value === null) return true
  if (isList(value)) return value.every((item) => fits(item, left, depth + 1))
  return Object.entries(value).every(([key, item]) => {
    left.text -= key.length
    return fits(item, left, depth + 1)
  })
}
