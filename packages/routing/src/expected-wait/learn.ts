import { type Calibration, calibrate, missesOf, scoresBeyond } from './calibration.ts'
import type { Forecast } from './forecast.ts'
import { scoreOf, waitOf } from './turn.ts'
import { add, meanOf, type WaitModel } from './wait-model.ts'

/** A wait that has ended, and what had been foretold of it. */
export interface EndedWait {
  readonly forecast: Forecast
  readonly waitedMs: number
  readonly end:
    | 'answered'
    /** They went away by themselves. */
    | 'abandoned'
    /** Somebody or something else took them out of the line. */
    | 'taken_out'
}

/** Of each contact, every later one takes so much of its weight: the last thousand or so count. */
const forgets = 1 / 1000
/** A wait beyond that score teaches no more than one at it, nor more than so many times the mean. */
const farScore = 6
const farTimes = 5

/** So many waits must have been foretold before the error is stated. */
const fewest = 20

/** Learns from a wait. Of those who were not answered it is only known that they would have waited longer. */
export function learnWait(model: WaitModel, wait: EndedWait): WaitModel {
  const { forecast, waitedMs } = wait
  const score = scoreOf(waitedMs, forecast)
  const scored = { score, answered: wait.end === 'answered' }
  const interval = {
    low: scoreOf(forecast.lowMs, forecast),
    high: scoreOf(forecast.highMs, forecast),
  }
  if (forecast.isFree) {
    if (!scored.answered) return model
    const known = model.delay.weight >= 10
    const counted = known ? Math.min(waitedMs, mostOf(forecast)) : waitedMs
    const delay = add(model.delay, counted, forgets)
    const missed = missesOf(model.delays, scored, interval)
    return { ...model, delay, delays: calibrate(model.delays, scored, missed) }
  }
  const missed = missesOf(model.waits, scored, interval)
  return {
    ...model,
    abandoned: {
      weight: model.abandoned.weight * (1 - forgets) + waitedMs,
      total: model.abandoned.total * (1 - forgets) + (wait.end === 'abandoned' ? 1 : 0),
    },
    pace: learnPace(model, wait, score),
    waits: calibrate(model.waits, scored, missed),
    error: learnError(model, wait, missed),
  }
}

/** An agent has talked for so long, or worked on something else than a call. */
export function learnTalk(model: WaitModel, talkMs: number): WaitModel {
  return { ...model, busy: add(model.busy, talkMs, forgets) }
}

/** The after-call work of a contact whose talk was learned before. */
export function learnAfterCallWork(model: WaitModel, workMs: number): WaitModel {
  if (model.busy.weight === 0) return model
  return { ...model, busy: { ...model.busy, total: model.busy.total + workMs } }
}

/** How wrong forecasts were of those who had to wait for an agent to come free. */
export interface StatedError {
  /** Of the answered. */
  readonly meanAbsoluteMs: number
  /** The share within the interval, which should be 0.9. */
  readonly coverage: number
  /** How many it has been, all in all; the last thousand or so weigh most. */
  readonly of: number
}

/** `undefined` while too few have waited. */
export function statedError(model: WaitModel): StatedError | undefined {
  const { of, absolute, covered } = model.error
  const [meanAbsoluteMs, coverage] = [meanOf(absolute), meanOf(covered)]
  if (of < fewest || meanAbsoluteMs === undefined || coverage === undefined) return undefined
  return { meanAbsoluteMs, coverage, of }
}

function learnPace(model: WaitModel, wait: EndedWait, score: number): WaitModel['pace'] {
  const { forecast, waitedMs } = wait
  const whole =
    wait.end === 'answered' ? waitedMs : likelyMs(model.waits, forecast, { score, waitedMs })
  const beyondDelay = Math.min(whole, mostOf(forecast)) - (meanOf(model.delay) ?? 0)
  const { weight, waitedMs: waited, saidMs } = model.pace
  const kept = 1 - forgets
  return {
    weight: weight * kept + 1,
    waitedMs: Math.max(0, waited * kept + beyondDelay),
    saidMs: saidMs * kept + forecast.saidMs,
  }
}

/** How long somebody would have waited who has waited so long already. */
function likelyMs(
  waits: Calibration,
  forecast: Forecast,
  so: { score: number; waitedMs: number },
): number {
  return scoresBeyond(waits, so.score).reduce(
    (sum, { score, share }) => sum + share * Math.max(so.waitedMs, waitOf(score, forecast)),
    0,
  )
}

function mostOf(forecast: Forecast): number {
  return Math.max(waitOf(farScore, forecast), farTimes * forecast.meanMs)
}

function learnError(
  { error }: WaitModel,
  { forecast, waitedMs, end }: EndedWait,
  missed: { low: number; high: number },
): WaitModel['error'] {
  const isAnswered = end === 'answered'
  const absoluteMs = Math.abs(waitedMs - forecast.meanMs)
  return {
    of: error.of + 1,
    absolute: isAnswered ? add(error.absolute, absoluteMs, forgets) : error.absolute,
    covered: add(error.covered, 1 - missed.low - missed.high, forgets),
  }
}
