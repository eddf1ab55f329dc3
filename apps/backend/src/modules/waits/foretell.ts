import {
  type Forecast,
  forecastWait,
  meanBusyMs,
  newWaitModel,
  type StatedError,
  statedError,
  type WaitLoad,
  type WaitModel,
} from '@iris/routing'
import type { Tx } from '../../work.ts'
import { anyNeed } from './need.ts'
import { readModels } from './repository.ts'

/** What the waits of a queue have taught: of contacts with a need, and of all. */
export interface Taught {
  readonly need: string
  readonly byNeed: ReadonlyMap<string, WaitModel>
}

export async function readTaught(tx: Tx, queueId: string, need: string): Promise<Taught> {
  return { need, byNeed: await readModels(tx, queueId, [...new Set([anyNeed, need])]) }
}

/** The model to go by: of the need, once enough have waited with it, else of its queue. */
function modelOf({ need, byNeed }: Taught): WaitModel {
  const own = byNeed.get(need)
  return own && statedError(own) ? own : (byNeed.get(anyNeed) ?? newWaitModel)
}

/** How long whoever asks will wait. `busyMs` holds while the models have seen no agent busy. */
export function foretell(taught: Taught, line: Omit<WaitLoad, 'busyMs'>, busyMs: number | null) {
  return forecastWait(modelOf(taught), { ...line, busyMs: busyOfQueue(taught) ?? busyMs })
}

/** How wrong it was until now; `undefined` while too few have waited. */
export function errorOf(taught: Taught): StatedError | undefined {
  return statedError(modelOf(taught))
}

/** What each of the models foretells, by need: so each learns from its own errors. */
export function foretellByAll(
  taught: Taught,
  line: Omit<WaitLoad, 'busyMs'>,
): Record<string, Forecast> {
  const { need, byNeed } = taught
  const foretold: Record<string, Forecast> = {}
  const load = { ...line, busyMs: busyOfQueue(taught) }
  for (const one of new Set([anyNeed, need])) {
    const forecast = forecastWait(byNeed.get(one) ?? newWaitModel, load)
    if (forecast) foretold[one] = forecast
  }
  return foretold
}

function busyOfQueue({ byNeed }: Taught): number | null {
  return meanBusyMs(byNeed.get(anyNeed) ?? newWaitModel)
}
