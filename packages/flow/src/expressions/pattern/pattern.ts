import { BoundedCache } from '../bounded-cache.ts'
import { Failure, type Run } from '../run.ts'
import { type CharacterSet, type Pattern, PatternProblem, readPattern } from './read-pattern.ts'

/** The most states that a pattern may have once its repetitions are written out. */
const maxStates = 1000

/** The longest a pattern may be, in UTF-16 code units. */
const maxPatternLength = 500

type State =
  | { readonly kind: 'character'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'match' }

interface Machine {
  readonly states: readonly State[]
  readonly first: number
}

const machines = new BoundedCache<Machine | Failure>(machineFor, {
  most: 200,
  longestKey: maxPatternLength,
})

/** What is wrong with a pattern, if anything. */
export function patternProblem(pattern: string): string | undefined {
  const machine = machines.get(pattern)
  return machine instanceof Failure ? machine.reason : undefined
}

/**
 * Whether a pattern occurs in a text. All the ways it could match are followed at once (Thompson, Regular Expression Search
 * Algorithm, CACM 11/6, 1968), so a text of n characters takes at most n times the pattern's states, whatever the pattern:
 * there is no backtracking that could explode.
 */
export function occurs(pattern: string, text: string, run: Run): boolean | Failure {
  const machine = machines.get(pattern)
  if (machine instanceof Failure) return machine
  const { states, first } = machine
  // It may just have been built.
  const spentOnStates = run.spend(states.length / 10)
  if (spentOnStates !== undefined) return spentOnStates
  let current = new Set<number>()
  let at = 0
  for (const character of text) {
    follow(states, first, current, { isStart: at === 0, isEnd: false })
    const spent = run.spend(1 + current.size)
    if (spent !== undefined) return spent
    const code = character.codePointAt(0) ?? 0
    at += character.length
    const next = new Set<number>()
    for (const index of current) {
      const state = states[index]
      if (state?.kind === 'match') return true
      if (state?.kind !== 'character' || !has(state.set, code)) continue
      follow(states, state.next, next, { isStart: false, isEnd: at === text.length })
    }
    current = next
  }
  follow(states, first, current, { isStart: text === '', isEnd: true })
  return [...current].some((index) => states[index]?.kind === 'match')
}

function has({ ranges, isNegated }: CharacterSet, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== isNegated
}

/** Adds a state and all that are reached from it without reading a character. */
function follow(
  states: readonly State[],
  from: number,
  into: Set<number>,
  where: { isStart: boolean; isEnd: boolean },
): void {
  const waiting = [from]
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const state = states[index]
    if (state === undefined || into.has(index)) continue
    into.add(index)
    if (state.kind === 'split') waiting.push(...state.next)
    if (state.kind === 'start' && where.isStart) waiting.push(state.next)
    if (state.kind === 'end' && where.isEnd) waiting.push(state.next)
  }
}

function machineFor(source: string): Machine | Failure {
  if (source.length > maxPatternLength) {
    return new Failure(`A pattern may have ${maxPatternLength} characters at most.`)
  }
  try {
    const states: State[] = [{ kind: 'match' }]
    const first = build(readPattern(source), 0, states)
    return { states, first }
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error
    return new Failure(`The pattern “${source}” cannot be read. ${error.message}`)
  }
}

/** Builds the states that match a pattern and then go on to `next`; gives the first of them. */
function build(pattern: Pattern, next: number, states: State[]): number {
  switch (pattern.kind) {
    case 'start':
    case 'end':
      return add({ kind: pattern.kind, next }, states)
    case 'character':
      return add({ kind: 'character', set: pattern.set, next }, states)
    case 'sequence':
      return pattern.parts.reduceRight((after, part) => build(part, after, states), next)
    case 'either':
      return add(
        { kind: 'split', next: pattern.parts.map((part) => build(part, next, states)) },
        states,
      )
    case 'repeat':
      return buildRepeat(pattern, next, states)
  }
}

function buildRepeat(
  { of, least, most }: Extract<Pattern, { kind: 'repeat' }>,
  next: number,
  states: State[],
): number {
  let first = next
  if (most === Infinity) {
    first = add({ kind: 'split', next: [next] }, states)
    const body = build(of, first, states)
    states[first] = { kind: 'split', next: [body, next] }
  } else {
    for (let count = least; count < most; count += 1) {
      first = add({ kind: 'split', next: [build(of, first, states), next] }, states)
    }
  }
  for (let count = 0; count < least; count += 1) first = build(of, first, states)
  return first
}

function add(state: State, states: State[]): number {
  if (states.length >= maxStates) throw new PatternProblem('It is too large.')
  states.push(state)
  return states.length - 1
}
