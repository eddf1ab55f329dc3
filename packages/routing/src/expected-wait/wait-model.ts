import { type Calibration, uncalibrated } from './calibration.ts'

/** What was added up, older things for less. */
export interface FadingSum {
  readonly weight: number
  readonly total: number
}

/**
 * What a queue's waits have taught, or those of one need in it. Plain data, to be kept as JSON between two contacts; times
 * are in ms.
 */
export interface WaitModel {
  /** How long agents are busy with a contact: talk and after-call work. */
  readonly busy: FadingSum
  /** How many abandoned (`total`), for so long that was waited in sum (`weight`). */
  readonly abandoned: FadingSum
  /** How long contacts waited beyond `delay`, beside what the queue's length had said. */
  readonly pace: { readonly weight: number; readonly waitedMs: number; readonly saidMs: number }
  /** How long it takes until somebody answers for whom an agent is free: ringing, mostly. */
  readonly delay: FadingSum
  readonly delays: Calibration
  readonly waits: Calibration
  readonly error: {
    /** Waits that were foretold, all in all. */
    readonly of: number
    readonly absolute: FadingSum
    readonly covered: FadingSum
  }
}

const nothing: FadingSum = { weight: 0, total: 0 }

/** Knows nothing yet. */
export const newWaitModel: WaitModel = {
  busy: nothing,
  abandoned: nothing,
  pace: { weight: 0, waitedMs: 0, saidMs: 0 },
  delay: nothing,
  delays: uncalibrated,
  waits: uncalibrated,
  error: { of: 0, absolute: nothing, covered: nothing },
}

export function add(sum: FadingSum, value: number, forgets: number): FadingSum {
  return { weight: sum.weight * (1 - forgets) + 1, total: sum.total * (1 - forgets) + value }
}

/** `undefined` of nothing. */
export function meanOf({ weight, total }: FadingSum): number | undefined {
  return weight > 0 ? total / weight : undefined
}
