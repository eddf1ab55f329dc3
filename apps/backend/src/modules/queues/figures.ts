import type { QueueStatus } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { forecastWait, newWaitModel } from '@iris/routing'
import type { Tables } from '../../tables.ts'
import { openingOfQueue } from './opening.ts'
import { type QueueLoadRow, type QueueRef, readLoad } from './figures-repository.ts'

/** For so long figures are told again without being read: hundreds of callers may ask at once. */
const keptMs = 1000
const mostKept = 2000

/** How it looks in a tenant's queues, at most a second ago. */
export class QueueFigures {
  readonly #database: Database<Tables>
  readonly #kept = new Map<string, { readonly atMs: number; readonly read: Promise<Load> }>()

  constructor(database: Database<Tables>) {
    this.#database = database
  }

  /** What flows and the API know of a queue; `undefined` where there is none. */
  async status(tenantId: string, queue: QueueRef): Promise<QueueStatus | undefined> {
    const load = await this.#load(tenantId, queue)
    return load && present(load, Date.now())
  }

  /** How long whoever has the place will wait, in ms; `null` where nobody can know. */
  async expectedWait(tenantId: string, queueId: string, place: number): Promise<number | null> {
    const load = await this.#load(tenantId, { id: queueId })
    return load ? waitOf(load, place) : null
  }

  #load(tenantId: string, queue: QueueRef): Promise<Load> {
    const key = `${tenantId} ${'id' in queue ? queue.id : `name ${queue.name.toLowerCase()}`}`
    const atMs = performance.now()
    const kept = this.#kept.get(key)
    if (kept && atMs - kept.atMs < keptMs) return kept.read
    if (this.#kept.size >= mostKept) this.#kept.clear()
    const read = this.#database.asTenant(tenantId, (tx) => readLoad(tx, queue))
    this.#kept.set(key, { atMs, read })
    // What could not be read is read anew by the next who asks.
    read.catch(() => this.#kept.delete(key))
    return read
  }
}

type Load = QueueLoadRow | undefined

function waitOf(load: QueueLoadRow, place: number): number | null {
  const { serving: agents, available: free, talk_ms, wrap_up_ms } = load
  const busyMs = talk_ms === null ? null : talk_ms + wrap_up_ms
  const forecast = forecastWait(newWaitModel, { ahead: place - 1, agents, free, busyMs })
  return forecast === null ? null : Math.round(forecast.meanMs)
}

function present(load: QueueLoadRow, nowMs: number): QueueStatus {
  const { waiting, callbacks, oldest } = load
  const expectedMs = waitOf(load, waiting + callbacks + 1)
  return {
    waiting,
    callbacks,
    longestWaitS: oldest === null ? 0 : Math.max(0, Math.round((nowMs - oldest.getTime()) / 1000)),
    expectedWaitS: expectedMs === null ? null : Math.round(expectedMs / 1000),
    expectedWaitRangeS: null,
    opening: openingOfQueue(load.emergency, load.calendars, nowMs),
    agentsAvailable: load.available,
    agentsSignedIn: load.signed_in,
  }
}
