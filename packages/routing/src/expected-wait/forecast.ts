import { scoreBelow } from './calibration.ts'
import { type Turn, turnOf, waitOf } from './turn.ts'
import { meanOf, type WaitModel } from './wait-model.ts'

/** What is known of a line when somebody asks how long it will take. */
export interface WaitLoad {
  /** How many are taken before whoever asks; a fraction where agents have other lines too. */
  readonly ahead: number
  /** Agents who take such contacts, busy with one or not. */
  readonly agents: number
  /** Those of them who could take one now. */
  readonly free: number
  /** How long an agent is busy with one, while the model has seen none; `null` where nobody knows. */
  readonly busyMs: number | null
}

/** How long somebody will wait, in ms. Plain data: it is kept until their wait has ended, to be learned from. */
export interface Forecast extends Turn {
  /** Whether somebody is free for them: what remains is ringing. */
  readonly isFree: boolean
  /** What the queue's length says by itself. */
  readonly saidMs: number
  /** Nine of ten wait between these. */
  readonly lowMs: number
  readonly highMs: number
  /** Three of four wait no longer: what may be told to somebody who counts on it. */
  readonly atMostMs: number
}

/** A ratio of so many waits and no more is believed by half. */
const doubt = 10

/**
 * How long whoever has so many ahead will wait: the mean of what may be (`meanMs`), and an interval. The length of the
 * line over the rate at which agents come free, corrected by how waits compared to that lately. `null` where nobody can
 * know: no agent is there, or nothing was ever handled.
 */
export function forecastWait(model: WaitModel, load: WaitLoad): Forecast | null {
  if (load.agents <= 0) return null
  const delayMs = meanOf(model.delay) ?? 0
  if (load.free > load.ahead) {
    return { isFree: true, saidMs: 0, ...cuts(model, { meanMs: delayMs, stages: 1 }, 'delays') }
  }
  const busyMs = meanBusyMs(model) ?? load.busyMs
  if (busyMs === null) return null
  const steps = load.ahead - load.free + 1
  const { meanMs: saidMs, stages } = turnOf(steps, busyMs / load.agents, abandonRateOf(model))
  const meanMs = delayMs + saidMs * paceOf(model)
  return { isFree: false, saidMs, ...cuts(model, { meanMs, stages }, 'waits') }
}

/** How long agents are busy with a contact on average; `null` while none was seen. */
export function meanBusyMs(model: WaitModel): number | null {
  return meanOf(model.busy) ?? null
}

function cuts(model: WaitModel, turn: Turn, which: 'delays' | 'waits') {
  const calibration = model[which]
  const at = (share: number) => waitOf(scoreBelow(calibration, share), turn)
  return {
    ...turn,
    lowMs: at(calibration.lowShare),
    highMs: at(calibration.highShare),
    atMostMs: Math.max(turn.meanMs, at(0.75)),
  }
}

function abandonRateOf({ abandoned: { weight, total } }: WaitModel): number {
  return weight > 0 ? total / weight : 0
}

function paceOf({ pace: { weight, waitedMs, saidMs } }: WaitModel): number {
  if (saidMs <= 0) return 1
  return Math.max(0.01, 1 + (waitedMs / saidMs - 1) * (weight / (weight + doubt)))
}
