import { kindInWords, typeKindOf } from './types.ts'
import type { Value, Values } from './values.ts'

/** Why there is no value, for the person who wrote the expression. Returned, not thrown: a missing name is no surprise. */
export class Failure {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

export type Outcome = Value | Failure

/** For what has to be true or false and is neither. */
export function notBoolean(what: string, value: Value): Failure {
  return new Failure(`${what} must be true or false, not ${kindInWords(typeKindOf(value))}.`)
}

/** An expression ready to be worked out. */
export type Compiled = (run: Run) => Outcome

/**
 * The work one evaluation may cost, in expressions worked out for items of lists and in pieces of 64 UTF-16 code units that
 * are read. Some milliseconds, whatever is asked.
 */
export const maxSteps = 100_000

/** The longest text and list that an expression may make; what variables hold may be longer. */
export const maxTextLength = 20_000
export const maxListLength = 1000

const exhausted = new Failure('This takes too much work.')

/** One evaluation: what it sees and what it has left to spend. */
export class Run {
  readonly values: Values
  /** The item that each surrounding `all`, `filter`, … is at, the outermost first. */
  readonly items: Value[] = []
  #steps = maxSteps

  constructor(values: Values) {
    this.values = values
  }

  /** Takes from what is left; the failure where nothing is. */
  spend(steps: number): Failure | undefined {
    this.#steps -= steps
    return this.#steps < 0 ? exhausted : undefined
  }

  /** Before a text of this length is read. */
  spendOnText(length: number): Failure | undefined {
    return this.spend(1 + length / 64)
  }

  /** For a text that was written from the parts of a value, which takes longer than reading it. */
  spendOnWriting(length: number): Failure | undefined {
    return this.spend(1 + length / 4)
  }

  get isExhausted(): boolean {
    return this.#steps < 0
  }
}

/** A text that an expression has made. */
export function madeText(text: string): Outcome {
  if (text.length <= maxTextLength) return text
  return new Failure(`The text becomes longer than ${maxTextLength} characters.`)
}

/** A list that an expression has made. */
export function madeList(list: readonly Value[]): Outcome {
  if (list.length <= maxListLength) return list
  return new Failure(`The list becomes longer than ${maxListLength} items.`)
}
