import { type AmdEvent, AnsweringMachineDetector, type Answerer, frameSamples } from '@iris/amd'
import type { Answered } from './labelled-set.ts'

/** How detection went for some of the set. */
export interface Score {
  calls: number
  readonly verdicts: Record<Answerer, number>
  /** Taken for a machine first, and for a person later. */
  revised: number
  /** From the true beginning of speech to the verdict. */
  readonly verdictAfterMs: number[]
  beeps: number
  beepsFound: number
  /** Beeps heard where none was. */
  falseBeeps: number
}

export function emptyScore(): Score {
  return {
    calls: 0,
    verdicts: { human: 0, machine: 0, unknown: 0 },
    revised: 0,
    verdictAfterMs: [],
    beeps: 0,
    beepsFound: 0,
    falseBeeps: 0,
  }
}

/** How far from its true end a beep may be heard to end. */
const beepToleranceMs = 150

/** What the detector says of one answer. */
export function detect(samples: Float32Array): AmdEvent[] {
  const detector = new AnsweringMachineDetector()
  const events: AmdEvent[] = []
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    events.push(...detector.push(samples.subarray(at, at + frameSamples)))
  }
  return events
}

/** Adds one answer to a score. */
export function count(score: Score, answered: Answered, events: readonly AmdEvent[]): void {
  const verdict = events.find((event) => event.kind === 'verdict')
  const beeps = events.filter((event) => event.kind === 'beep')
  const { beepMs, speechMs } = answered
  score.calls += 1
  score.verdicts[verdict?.answerer ?? 'unknown'] += 1
  if (events.some(({ kind }) => kind === 'revised')) score.revised += 1
  if (verdict) score.verdictAfterMs.push(verdict.atMs - speechMs)
  const right = beeps.filter(
    ({ atMs }) => beepMs !== undefined && Math.abs(atMs - beepMs) <= beepToleranceMs,
  )
  score.beeps += beepMs === undefined ? 0 : 1
  score.beepsFound += right.length > 0 ? 1 : 0
  score.falseBeeps += beeps.length - right.length
}
