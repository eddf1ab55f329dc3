import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logging/logger.ts'
import type { BusEvent } from '../bus.ts'
import { missedSince, readEvent, readMissed } from './missed-events.ts'
import type { Notice } from './wire.ts'

type Listener<Event> = (event: Event) => void

/** Those who see events as they happen. */
export interface Watchers<Event extends BusEvent> {
  add(listener: Listener<Event>, onGap?: () => void): () => void
  /** Passes on what was announced, in the order of the announcements. */
  announce(notice: Notice<Event>): void
  /** Looks up what may have been missed while nothing could be heard. */
  catchUp(): void
  /** Resolves when everything announced so far was passed on. */
  settled(): Promise<void>
}

/** How many events are remembered as seen: those of a minute, where 800 happen in a second. */
const maxRemembered = 50_000

export function openWatchers<Event extends BusEvent, Tables>(
  database: Database<Tables>,
  logger: Logger,
): Watchers<Event> {
  const listeners = new Map<Listener<Event>, (() => void) | undefined>()
  const seen = new Set<string>()
  let lastSeenMs = Date.now()
  let pending = 0
  let queue: Promise<void> = Promise.resolve()

  /** Runs work in order with everything else that takes time. */
  function enqueue(work: () => Promise<void>): void {
    pending++
    queue = queue
      .then(work)
      .catch((error: unknown) => {
        logger.error({ error }, 'events could not be shown to watchers')
        tellGap()
      })
      .finally(() => pending--)
  }

  function tell(
    each: (listener: Listener<Event>, onGap?: () => void) => void,
    about: object,
  ): void {
    for (const [listener, onGap] of listeners) {
      try {
        each(listener, onGap)
      } catch (error) {
        logger.error({ error, ...about }, 'a watcher of events failed')
      }
    }
  }

  /** Of what was missed, something can be shown no more. */
  function tellGap(): void {
    tell((_listener, onGap) => onGap?.(), {})
  }

  /** What was caught up on may be announced only then, and the other way round: it is shown once. */
  function show(event: Event): void {
    if (seen.has(event.id)) return
    remember(event)
    tell((listener) => listener(event), { event: event.id })
  }

  function remember(event: Event): void {
    lastSeenMs = Math.max(lastSeenMs, Date.parse(event.at))
    seen.add(event.id)
    const oldest = seen.values().next()
    if (seen.size > maxRemembered && !oldest.done) seen.delete(oldest.value)
  }

  async function fetch(id: string): Promise<void> {
    const event = await readEvent<Event, Tables>(database, id)
    if (event) show(event)
  }

  async function showMissed(): Promise<void> {
    const span = await missedSince(database, lastSeenMs)
    if (span.isPruned) {
      logger.warn({ from: span.from }, 'events that watchers missed are no longer kept')
      tellGap()
    }
    for await (const events of readMissed<Event, Tables>(database, span)) events.forEach(show)
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
    add(listener, onGap) {
      // A wrapper, so that a listener given twice is called twice and taken away once.
      const own: Listener<Event> = (event) => listener(event)
      listeners.set(own, onGap)
      return () => void listeners.delete(own)
    },
    announce,
    catchUp: () => enqueue(showMissed),
    settled: () => queue,
  }
}
