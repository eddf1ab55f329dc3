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
/** Noise from which speech stands out less leaves doubts. */
const clearDb = 15

/**
 * What is known `now`, in frames: people say a short greeting and wait. Who still talks at the deadline may be a machine,
 * or a person at work; nothing that is heard by then tells the two apart, so that is `unknown`. `undefined` while it is too
 * early to say.
 */
export function verdictOf({ bursts, contrastDb }: Hearing, now: number): Verdict | undefined {
  const [first] = bursts
  const last = bursts.at(-1)
  if (first === undefined || last === undefined) return undefined
  if (now - last.to >= listening) {
    // The shorter the greeting, the surer.
    const spoken = bursts.reduce((sum, { from, to }) => sum + to - from, 0)
    const brevity = Math.max(0, 1 - spoken / deadline)
    return { answerer: 'human', confidence: 0.8 + 0.18 * brevity - doubtAt(contrastDb) }
  }
  return now - first.from < deadline ? undefined : { answerer: 'unknown', confidence: 0.5 }
}

/** What ends by then was a greeting at work rather than a recording. */
const longestGreeting = framesOf(3200)
/** Nobody who records waits that long before the end, and few before the beep. */
const waiting = framesOf(1100)

/** What became of somebody who talked on: who stops soon and listens is a person, who does not is a machine. */
export function laterVerdictOf({ bursts, contrastDb }: Hearing, now: number): Verdict | undefined {
  const [first] = bursts
  const last = bursts.at(-1)
  if (first === undefined || last === undefined) return undefined
  const doubt = doubtAt(contrastDb)
  if (last.to - first.from > longestGreeting)
    return { answerer: 'machine', confidence: 0.9 - doubt }
  return now - last.to >= waiting ? { answerer: 'human', confidence: 0.8 - doubt } : undefined
}

function doubtAt(contrastDb: number): number {
  return contrastDb < clearDb ? 0.1 : 0
}
