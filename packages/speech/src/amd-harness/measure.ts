import { type AmdEvent, AnsweringMachineDetector, type Answerer, frameSamples } from '@iris/amd'
import type { Answered } from './labelled-set.ts'

/** How detection went for some of the set. */
export interface Score {
  calls: number
  readonly verdicts: Record<Answerer, number>
  /** What they came to when more was heard, beeps not counted. */
  readonly settled: Record<Answerer, number>
  /** From the true beginning of speech to the verdict, and to what it came to. */
  readonly verdictAfterMs: number[]
  readonly settledAfterMs: number[]
  beeps: number
  beepsFound: number
  /** Beeps heard where none was. */
  falseBeeps: number
}

export function emptyScore(): Score {
  return {
    calls: 0,
    verdicts: { human: 0, machine: 0, unknown: 0 },
    settled: { human: 0, machine: 0, unknown: 0 },
    verdictAfterMs: [],
    settledAfterMs: [],
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
  const settled = settledOf(events)
  const beeps = events.filter((event) => event.kind === 'beep')
  const { beepMs, speechMs } = answered
  score.calls += 1
  score.verdicts[verdict?.answerer ?? 'unknown'] += 1
  score.settled[settled?.answerer ?? 'unknown'] += 1
  if (verdict) score.verdictAfterMs.push(verdict.atMs - speechMs)
  if (settled) score.settledAfterMs.push(settled.atMs - speechMs)
  const right = beeps.filter(
    ({ atMs }) => beepMs !== undefined && Math.abs(atMs - beepMs) <= beepToleranceMs,
  )
  score.beeps += beepMs === undefined ? 0 : 1
  score.beepsFound += right.length > 0 ? 1 : 0
  score.falseBeeps += beeps.length - right.length
}

/** What it came to in the end; a beep before that makes it a machine. */
export function settledOf(
  events: readonly AmdEvent[],
): { readonly answerer: Answerer; readonly atMs: number } | undefined {
  for (const event of events) {
    if (event.kind === 'verdict' && event.isSettled) return event
    if (event.kind === 'revised') return event
    if (event.kind === 'beep') return { answerer: 'machine', atMs: event.atMs }
  }
  return undefined
}
