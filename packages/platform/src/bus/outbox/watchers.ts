import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logging/logger.ts'
import type { BusEvent } from '../bus.ts'
import { toEvent, type EventRow } from './turns.ts'
import type { Notice } from './wire.ts'

type Listener<Event> = (event: Event) => void

/** Those who see events as they happen. */
export interface Watchers<Event extends BusEvent> {
  add(listener: Listener<Event>): () => void
  /** Passes on what was announced, in the order of the announcements. */
  announce(notice: Notice<Event>): void
  /** Looks up what may have been missed while nothing could be heard. */
  catchUp(): void
  /** Resolves when everything announced so far was passed on. */
  settled(): Promise<void>
}

/** Publishers' clocks may differ by this much, and a transaction may commit this long after its event was made. */
const slackMs = 60_000
/** How many events are remembered as seen, and caught up on, at most. */
const maxRemembered = 5_000

export function openWatchers<Event extends BusEvent, Tables>(
  database: Database<Tables>,
  logger: Logger,
): Watchers<Event> {
  const listeners = new Set<Listener<Event>>()
  const seen = new Set<string>()
  let lastSeenMs = Date.now()
  let pending = 0
  let queue: Promise<void> = Promise.resolve()

  /** Runs work in order with everything else that takes time. */
  function enqueue(work: () => Promise<void>): void {
    pending++
    queue = queue
      .then(work)
      .catch((error: unknown) => logger.error({ error }, 'events could not be shown to watchers'))
      .finally(() => pending--)
  }

  /** What was caught up on may be announced only then, and the other way round: it is shown once. */
  function show(event: Event): void {
    if (seen.has(event.id)) return
    remember(event)
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        logger.error({ error, event: event.id }, 'a watcher of events failed')
      }
    }
  }

  function remember(event: Event): void {
    lastSeenMs = Math.max(lastSeenMs, Date.parse(event.at))
    seen.add(event.id)
    const oldest = seen.values().next()
    if (seen.size > maxRemembered && !oldest.done) seen.delete(oldest.value)
  }

  async function fetch(id: string): Promise<void> {
    const [event] = await database.asSystem(async (tx) => {
      const found = await sql<EventRow>`
        select id as event_id, tenant_id, type, at, payload from bus_events where id = ${id}`.execute(
        tx,
      )
      return found.rows.map((row) => toEvent<Event>(row))
    })
    if (event) show(event)
  }

  async function showMissed(): Promise<void> {
    const from = new Date(lastSeenMs - slackMs)
    const events = await database.asSystem(async (tx) => {
      const found = await sql<EventRow>`
        select id as event_id, tenant_id, type, at, payload from bus_events
        where at >= ${from} order by at, id limit ${maxRemembered}`.execute(tx)
      return found.rows.map((row) => toEvent<Event>(row))
    })
    for (const event of events) show(event)
  }

  function announce(notice: Notice<Event>): void {
    if (notice.kind === 'too-big') {
      if (listeners.size > 0) enqueue(() => fetch(notice.id))
    } else if (pending > 0) {
      enqueue(() => Promise.resolve(show(notice.event)))
    } else {
      show(notice.event)
    }
  }

  return {
    add(listener) {
      // A wrapper, so that a listener given twice is called twice and taken away once.
      const own: Listener<Event> = (event) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    announce,
    catchUp: () => enqueue(showMissed),
    settled: () => queue,
  }
}
