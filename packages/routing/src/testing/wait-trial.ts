import {
  type Forecast,
  forecastWait,
  learnTalk,
  learnWait,
  newWaitModel,
  statedError,
  type WaitModel,
} from '../expected-wait/index.ts'
import { turnOf } from '../expected-wait/turn.ts'
import { type Found, type SimulatedQueues, simulate } from './simulated-queues.ts'

/** What is true of simulated queues, and a predictor may not know. */
export interface TrueRates {
  readonly busyMs: number
  /** A share of those who wait, each ms; 0 where nobody goes away. */
  readonly abandonRate: number
}

/** How the predictor did beside the one that knows the rates, of those who found nobody free. */
export interface TrialResult {
  readonly waits: number
  /** Root mean squared errors, in ms, and their ratio. */
  readonly rmseMs: number
  readonly knowingRmseMs: number
  readonly ratio: number
  /** The share of waits within the interval. */
  readonly coverage: number
  /** What the predictor states of itself at the end. */
  readonly stated: { meanAbsoluteMs: number; coverage: number; of: number } | undefined
  readonly meanAbsoluteMs: number
}

interface Note {
  readonly forecast: Forecast | null
  readonly knowingMs: number
  readonly counts: boolean
}

/**
 * Lets the predictor learn from simulated queues, each by a model of its own, and measures the first one's forecasts after
 * so many contacts. Those who went away count with the wait that they would have had.
 */
export function tryForecasts(
  queues: SimulatedQueues,
  rates: TrueRates,
  warmUp = queues.contacts / 10,
): TrialResult {
  const models: WaitModel[] = [...new Set(queues.agents.flat())].map(() => newWaitModel)
  const learn = (queue: number, by: (model: WaitModel) => WaitModel) => {
    models[queue] = by(models[queue] ?? newWaitModel)
  }
  const seen: Seen[] = []
  const see = ({ forecast, knowingMs, counts }: Note, waitMs: number) => {
    if (forecast && counts) seen.push({ forecast, knowingMs, waitMs })
  }
  let came = 0
  const end = (note: Note, queue: number, waitedMs: number, how: 'answered' | 'abandoned') => {
    const { forecast } = note
    if (forecast) learn(queue, (model) => learnWait(model, { forecast, waitedMs, end: how }))
  }
  simulate<Note>(queues, {
    came(found) {
      came += 1
      const { queue, agents, free } = found
      const ahead = aheadOf(queues, found)
      const load = { ahead, agents, free, busyMs: null }
      return {
        forecast: forecastWait(models[queue] ?? newWaitModel, load),
        knowingMs: turnOf(ahead + 1, rates.busyMs / agents, rates.abandonRate).meanMs,
        counts: came > warmUp && queue === 0 && free === 0,
      }
    },
    answered(note, queue, waitedMs) {
      see(note, waitedMs)
      end(note, queue, waitedMs, 'answered')
    },
    abandoned: (note, queue, waitedMs) => end(note, queue, waitedMs, 'abandoned'),
    wouldHaveWaited: see,
    busyEnded: (queue, busyMs) => learn(queue, (model) => learnTalk(model, busyMs)),
  })
  const isShared = models.length > 1 && queues.agents.some((takes) => takes.length > 1)
  return judge(isShared ? inHindsight(seen) : seen, models[0] ?? newWaitModel)
}

interface Seen {
  readonly forecast: Forecast
  readonly knowingMs: number
  readonly waitMs: number
}

/** The true rate at which shared agents come free for a queue is known afterwards. */
function inHindsight(seen: readonly Seen[]): Seen[] {
  const waited = seen.reduce((sum, { waitMs }) => sum + waitMs, 0)
  const known = seen.reduce((sum, { knowingMs }) => sum + knowingMs, 0)
  return seen.map((one) => ({ ...one, knowingMs: (one.knowingMs * waited) / known }))
}

/** Those of one's own queue, and of other queues those whom one's own agents will take; the idle ones take none of them. */
function aheadOf({ agents }: SimulatedQueues, { queue, waiting, free }: Found): number {
  if (free > 0) return waiting[queue] ?? 0
  return waiting.reduce((ahead, count, other) => {
    const theirs = agents.filter((takes) => takes.includes(other))
    const shared = theirs.filter((takes) => takes.includes(queue)).length
    return ahead + (count * shared) / theirs.length
  }, 0)
}

function judge(seen: readonly Seen[], model: WaitModel): TrialResult {
  const mean = (of: (one: Seen) => number) =>
    seen.reduce((sum, one) => sum + of(one), 0) / seen.length
  const rmseMs = Math.sqrt(mean(({ forecast, waitMs }) => (forecast.meanMs - waitMs) ** 2))
  const knowingRmseMs = Math.sqrt(mean(({ knowingMs, waitMs }) => (knowingMs - waitMs) ** 2))
  return {
    waits: seen.length,
    rmseMs,
    knowingRmseMs,
    ratio: rmseMs / knowingRmseMs,
    coverage: mean(({ forecast: { lowMs, highMs }, waitMs }) =>
      waitMs >= lowMs && waitMs <= highMs ? 1 : 0,
    ),
    stated: statedError(model),
    meanAbsoluteMs: mean(({ forecast, waitMs }) => Math.abs(forecast.meanMs - waitMs)),
  }
}
