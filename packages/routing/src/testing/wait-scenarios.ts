import type { SimulatedQueues } from './simulated-queues.ts'
import { tryForecasts, type TrialResult, type TrueRates } from './wait-trial.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const busyMs = 4 * minuteMs

interface Scenario {
  readonly name: string
  readonly rates: TrueRates
  readonly queues: Omit<SimulatedQueues, 'seed' | 'contacts'>
}

/** So many agents, all of one queue. */
const agents = (count: number) => Array.from({ length: count }, () => [0])

/** As many contacts as `load` of the agents' time takes, coming independently. */
const steadily =
  (load: number, count: number): SimulatedQueues['pauseMs'] =>
  (random) =>
    random.exponential(busyMs / (load * count))

/** Peaks that are more than the agents can do, and quiet hours between them, four times a day. */
const inWaves: SimulatedQueues['pauseMs'] = (random, _, nowMs) => {
  const perMs = (load: number) => (load * 10) / busyMs
  let atMs = nowMs
  for (;;) {
    atMs += random.exponential(1 / perMs(1.3))
    const load = 0.8 + 0.5 * Math.sin((2 * Math.PI * atMs) / (6 * hourMs))
    if (random.uniform() < load / 1.3) return atMs - nowMs
  }
}

const exponential: SimulatedQueues['busyMs'] = (random) => random.exponential(busyMs)
const logNormal: SimulatedQueues['busyMs'] = (random) => random.logNormal(busyMs, 1)

/** Where the predictor is tried: how contacts come, how long they take, and who takes them. */
export const waitScenarios: readonly Scenario[] = [
  {
    name: 'M/M/10',
    rates: { busyMs, abandonRate: 0 },
    queues: { agents: agents(10), pauseMs: steadily(0.95, 10), busyMs: exponential },
  },
  {
    name: 'M/G/10, log-normal',
    rates: { busyMs, abandonRate: 0 },
    queues: { agents: agents(10), pauseMs: steadily(0.95, 10), busyMs: logNormal },
  },
  {
    name: 'in waves, log-normal',
    rates: { busyMs, abandonRate: 0 },
    queues: { agents: agents(10), pauseMs: inWaves, busyMs: logNormal },
  },
  {
    name: 'one of two abandons in 5 min',
    rates: { busyMs, abandonRate: Math.LN2 / (5 * minuteMs) },
    queues: {
      agents: agents(20),
      pauseMs: steadily(1.2, 20),
      busyMs: exponential,
      patienceMs: (random) => random.exponential((5 * minuteMs) / Math.LN2),
    },
  },
  {
    name: 'two skills, some have both',
    rates: { busyMs, abandonRate: 0 },
    queues: {
      agents: Array.from({ length: 12 }, (_, index) => [[0], [1], [0, 1]][index % 3] ?? []),
      pauseMs: (random, queue) => random.exponential(busyMs / ([6, 5.2][queue] ?? 1)),
      busyMs: exponential,
    },
  },
]

/** The same each time for the same seed. */
export function tryScenario(
  { queues, rates }: Scenario,
  seed: number,
  contacts: number,
): TrialResult {
  return tryForecasts({ ...queues, seed, contacts }, rates)
}
