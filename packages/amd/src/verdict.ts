import type { Hearing } from './bursts.ts'
import { framesOf } from './frame.ts'

export type Answerer = 'human' | 'machine' | 'unknown'

export interface Verdict {
  readonly answerer: Answerer
  /** 0.5 for a guess, 1 for certainty. */
  readonly confidence: number
}

/** When a verdict must be there, counted from the first speech; with what detection adds, it is 1.5 s. */
const deadline = framesOf(1400)
/** Whoever says a word and then listens that long is a person. */
const listening = framesOf(600)
/** At the deadline, a pause that long still says that somebody listens. */
const hesitating = framesOf(340)
/** A pause that short may be one between two words. */
const ambiguous = framesOf(140)
/** Noise from which speech stands out less leaves doubts. */
const clearDb = 15

/**
 * What is known `now`, in frames: people say a short greeting and wait, machines talk on. `undefined` while it is too
 * early to say.
 */
export function verdictOf({ bursts, contrastDb }: Hearing, now: number): Verdict | undefined {
  const [first] = bursts
  const last = bursts.at(-1)
  if (first === undefined || last === undefined) return undefined
  const silence = now - last.to
  const elapsed = now - first.from
  const spoken = bursts.reduce((sum, { from, to }) => sum + to - from, 0)
  const doubt = contrastDb < clearDb ? 0.1 : 0
  if (silence >= listening) {
    // The shorter the greeting, the surer.
    const brevity = Math.max(0, 1 - spoken / deadline)
    return { answerer: 'human', confidence: 0.8 + 0.18 * brevity - doubt }
  }
  if (elapsed < deadline) return undefined
  if (silence >= hesitating) {
    const share = (silence - hesitating) / (listening - hesitating)
    return { answerer: 'human', confidence: 0.6 + 0.2 * share - doubt }
  }
  if (silence >= ambiguous) return { answerer: 'unknown', confidence: 0.5 }
  return { answerer: 'machine', confidence: 0.55 + 0.25 * (spoken / deadline) - doubt }
}

/** What ends by then was a greeting at work rather than a recording. */
const longestGreeting = framesOf(3200)
/** Nobody who records waits that long before the end, and few before the beep. */
const waiting = framesOf(1100)

/** Whether somebody who was taken for a machine spoke no longer than people do, and listens now. */
export function hasTurnedOutHuman({ bursts }: Hearing, now: number): boolean {
  const [first] = bursts
  const last = bursts.at(-1)
  if (first === undefined || last === undefined) return false
  return now - last.to >= waiting && last.to - first.from <= longestGreeting
}
