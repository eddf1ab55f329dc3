import { Failure, madeList, madeText, type Outcome, type Run } from './run.ts'
import type { BinaryOperator } from './syntax.ts'
import { kindInWords, typeKindOf } from './types.ts'
import { isList, isMap, type Value, type ValueMap } from './values.ts'

type Operation = (left: Value, right: Value, run: Run) => Outcome

/** How deep values are compared. */
const maxDepth = 64

/** Numbers are of one kind, so 1 / 2 is 0.5 and 1 == 1.0; texts are joined and compared, lists joined. */
export const operations: Readonly<Record<BinaryOperator, Operation>> = {
  '+': (left, right, run) => {
    if (typeof left === 'number' && typeof right === 'number') return finite(left + right)
    if (typeof left === 'string' && typeof right === 'string') return madeText(left + right)
    if (isList(left) && isList(right)) {
      return run.spend(left.length + right.length) ?? madeList([...left, ...right])
    }
    return unfit('+', left, right)
  },
  '-': numeric('-', (left, right) => left - right),
  '*': numeric('*', (left, right) => left * right),
  '/': numeric('/', (left, right) => left / right),
  '%': numeric('%', (left, right) => left % right),
  '<': ordered('<', (order) => order < 0),
  '<=': ordered('<=', (order) => order <= 0),
  '>': ordered('>', (order) => order > 0),
  '>=': ordered('>=', (order) => order >= 0),
  '==': (left, right, run) => equals(left, right, run),
  '!=': (left, right, run) => {
    const outcome = equals(left, right, run)
    return outcome instanceof Failure ? outcome : !outcome
  },
  in: contained,
}

function numeric(operator: BinaryOperator, of: (left: number, right: number) => number): Operation {
  return (left, right) => {
    if (typeof left !== 'number' || typeof right !== 'number') return unfit(operator, left, right)
    if (right === 0 && (operator === '/' || operator === '%')) {
      return new Failure('Nothing can be divided by zero.')
    }
    return finite(of(left, right))
  }
}

function ordered(operator: BinaryOperator, holds: (order: number) => boolean): Operation {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right)
    if (typeof left !== 'string' || typeof right !== 'string') return unfit(operator, left, right)
    return holds(left < right ? -1 : Number(left > right))
  }
}

/** JSON has no other numbers, and no zero with a sign. */
export function finite(value: number): Outcome {
  return Number.isFinite(value) ? value + 0 : new Failure('The number becomes too large.')
}

function unfit(operator: BinaryOperator, left: Value, right: Value): Failure {
  return new Failure(unfitInWords(operator, typeKindOf(left), typeKindOf(right)))
}

/** Why an operator does not take two kinds of values, with what would help. */
export function unfitInWords(
  operator: BinaryOperator,
  left: Parameters<typeof kindInWords>[0],
  right: Parameters<typeof kindInWords>[0],
): string {
  const mixed = [left, right].includes('text') && [left, right].includes('number')
  const help = { '+': 'string(…) or double(…)', in: 'string(…)' }[String(operator)] ?? 'double(…)'
  const hint = mixed ? ` Turn one into the other by ${help}.` : ''
  return `“${operator}” does not take ${kindInWords(left)} and ${kindInWords(right)}.${hint}`
}

/** Whether two values are the same. Those of different kinds are not. */
function equals(left: Value, right: Value, run: Run, depth = 0): boolean | Failure {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') return false
  if (left === null || right === null) return false
  if (depth > maxDepth) return new Failure('The values are nested too deeply to be compared.')
  if (isList(left)) return isList(right) && sameItems(left, right, run, depth)
  return isMap(right) && isMap(left) && sameFields(left, right, run, depth)
}

function sameItems(
  left: readonly Value[],
  right: readonly Value[],
  run: Run,
  depth: number,
): boolean | Failure {
  if (left.length !== right.length) return false
  for (const [index, item] of left.entries()) {
    const same = run.spend(1) ?? equals(item, right[index] ?? null, run, depth + 1)
    if (same !== true) return same
  }
  return true
}

function sameFields(left: ValueMap, right: ValueMap, run: Run, depth: number): boolean | Failure {
  const keys = Object.keys(left)
  const spent = run.spend(keys.length)
  if (spent !== undefined) return spent
  if (keys.length !== Object.keys(right).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(right, key)) return false
    const same = equals(left[key] ?? null, right[key] ?? null, run, depth + 1)
    if (same !== true) return same
  }
  return true
}

/** Whether a list has an item, a map a key, or a text a text. */
function contained(left: Value, right: Value, run: Run): Outcome {
  if (isList(right)) {
    for (const item of right) {
      const same = run.spend(1) ?? equals(left, item, run)
      if (same !== false) return same
    }
    return false
  }
  if (typeof left !== 'string') return unfit('in', left, right)
  if (typeof right === 'string') return run.spendOnText(right.length) ?? right.includes(left)
  return isMap(right) ? Object.hasOwn(right, left) : unfit('in', left, right)
}
