import { Calendar, type QueueStatus } from '@iris/contracts'
import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'
import { errorOf, foretell, readTaught, type Taught } from '../waits/foretell.ts'
import { type LineLoad, readLineLoad } from '../waits/line-load.ts'
import { needOf } from '../waits/need.ts'
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

  /**
   * What a contact that waits may be told of how long it still will, in ms: three of four wait no longer. `null` where nobody
   * can know.
   */
  async expectedWait(tenantId: string, queueId: string, contactId: string): Promise<number | null> {
    const load = await this.#load(tenantId, { id: queueId })
    if (!load) return null
    return this.#database.asTenant(tenantId, async (tx) => {
      const line = await readLineLoad(tx, { contactId })
      if (!line) return null
      const taught = await readTaught(tx, queueId, needOf(line.needs))
      const forecast = foretell(taught, line, busyMsOf(load))
      return forecast && Math.round(errorOf(taught) ? forecast.atMostMs : forecast.meanMs)
    })
  }

  #load(tenantId: string, queue: QueueRef): Promise<Load> {
    const key = `${tenantId} ${'id' in queue ? queue.id : `name ${queue.name.toLowerCase()}`}`
    const atMs = performance.now()
    const kept = this.#kept.get(key)
    if (kept && atMs - kept.atMs < keptMs) return kept.read
    if (this.#kept.size >= mostKept) this.#kept.clear()
    const read = this.#database.asTenant(tenantId, (tx) => readAll(tx, queue))
    this.#kept.set(key, { atMs, read })
    // What could not be read is read anew by the next who asks.
    read.catch(() => this.#kept.delete(key))
    return read
  }
}

/** How it looks, and what waits have taught of it, for whoever came now. */
type Load = (QueueLoadRow & { readonly line: LineLoad; readonly taught: Taught }) | undefined

async function readAll(tx: Tx, queue: QueueRef): Promise<Load> {
  const row = await readLoad(tx, queue)
  const line = row && (await readLineLoad(tx, { queueId: row.id, needs: row.needs }))
  return line && { ...row, line, taught: await readTaught(tx, row.id, needOf(row.needs)) }
}

/** What records tell of how long agents are busy with a contact, until something was learned. */
function busyMsOf({ talk_ms, wrap_up_ms }: QueueLoadRow): number | null {
  return talk_ms === null ? null : talk_ms + wrap_up_ms
}

function present(load: NonNullable<Load>, nowMs: number): QueueStatus {
  const { waiting, callbacks, oldest } = load
  return {
    waiting,
    callbacks,
    longestWaitS: oldest === null ? 0 : Math.max(0, Math.round((nowMs - oldest.getTime()) / 1000)),
    ...presentWait(load),
    opening: openingOfQueue(
      load.emergency,
      load.calendars.map((calendar) => Calendar.parse(calendar)),
      nowMs,
    ),
    agentsAvailable: load.available,
    agentsSignedIn: load.signed_in,
  }
}

/** An interval is told once it has been seen to hold. */
function presentWait(load: NonNullable<Load>) {
  const forecast = foretell(load.taught, load.line, busyMsOf(load))
  const error = errorOf(load.taught)
  const seconds = (ms: number) => Math.round(ms / 1000)
  return {
    expectedWaitS: forecast && seconds(forecast.meanMs),
    expectedWaitRangeS: forecast && error ? rangeS(forecast.lowMs, forecast.highMs) : null,
    expectedWaitError: error
      ? { meanAbsoluteS: seconds(error.meanAbsoluteMs), coverage: error.coverage, of: error.of }
      : null,
  }
}

/** Whole seconds with all of it between them. */
function rangeS(lowMs: number, highMs: number): [number, number] {
  return [Math.floor(lowMs / 1000), Math.ceil(highMs / 1000)]
}
