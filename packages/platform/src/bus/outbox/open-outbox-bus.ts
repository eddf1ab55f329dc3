import { fileURLToPath } from 'node:url'
import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Bus, BusEvent, Consumer } from '../bus.ts'
import { startConsumerLoop, type ConsumerLoop } from './consumer-loop.ts'
import type { ConsumerOf, Pace } from './loop-options.ts'
import { pruneOutbox, usualRetention } from './prune.ts'
import { publishEvent } from './publish.ts'
import { registerConsumer } from './turns.ts'
import { openWatchers } from './watchers.ts'
import { channel, readNotice } from './wire.ts'

/** The folder of the outbox's migrations, for `openDatabase`. */
export const outboxMigrations = fileURLToPath(new URL('../../../migrations', import.meta.url))

export interface OutboxBusOptions<Tables> {
  /** Migrated with `outboxMigrations` among others. Close it after the bus. */
  readonly database: Database<Tables>
  readonly logger: Logger
  readonly pace?: Partial<Pace>
}

const usualPace: Pace = {
  pollMs: 5_000,
  leaseMs: 15_000,
  // ½ s, 1 s, 2 s … and never more than a minute: ten attempts take about three minutes.
  retryPauseMs: (attempts) => Math.min(250 * 2 ** attempts, 60_000),
}
const usualAttempts = 10
const pruneEveryMs = 10 * 60_000
const closeWithinMs = 5_000

/**
 * Opens the embedded bus: events in an outbox in the database, claimed in batches, announced by NOTIFY.
 *
 * A tenant's events reach each consumer in the order of the transactions that made them (among events of transactions
 * that ran at the same time, in either). An event whose handler fails holds up its lane, that is its tenant and the few
 * that share the lane, until it succeeds or is set aside.
 */
export async function openOutboxBus<Event extends BusEvent, Tables>(
  options: OutboxBusOptions<Tables>,
): Promise<Bus<Event, Tables>> {
  const { database, logger } = options
  const pace = { ...usualPace, ...options.pace }
  const watchers = openWatchers<Event, Tables>(database, logger)
  const loops = new Map<ConsumerLoop, ConsumerOf<Event>>()

  function hear(text: string): void {
    const notice = readNotice<Event>(text)
    if (!notice) return
    const type = notice.kind === 'whole' ? notice.event.type : notice.type
    for (const [loop, consumer] of loops) if (consumer.types.includes(type)) loop.wake()
    watchers.announce(notice)
  }

  function catchUp(): void {
    for (const loop of loops.keys()) loop.wake()
    watchers.catchUp()
  }

  const stopListening = await database.listen(channel, hear, catchUp)
  const pruning = setInterval(() => {
    const running = [...loops.values()].map(({ name }) => name)
    pruneOutbox(database, running, { retention: usualRetention, logger }).catch((error: unknown) =>
      logger.warn({ error }, 'the outbox could not be pruned'),
    )
  }, pruneEveryMs)
  pruning.unref()

  async function consume(consumer: ConsumerOf<Event>): Promise<() => Promise<void>> {
    await database.asSystem((tx) => registerConsumer(tx, consumer.name, consumer.types))
    const loop = startConsumerLoop({ database, logger, pace, consumer })
    loops.set(loop, consumer)
    return () => {
      loops.delete(loop)
      return loop.stop()
    }
  }

  async function close(): Promise<void> {
    clearInterval(pruning)
    await stopListening()
    const stopped = Promise.all([...loops.keys()].map((loop) => loop.stop()))
    loops.clear()
    await withinTime(stopped, () => logger.warn({}, 'closed the bus while handlers were running'))
    await watchers.settled()
  }

  return {
    publish: publishEvent,
    consume: (consumer) => consume(untyped(consumer)),
    watch: (listener, onGap) => watchers.add(listener, onGap),
    close,
  }
}

/** The consumer for any event of the bus: it is handed none but those of its types. */
function untyped<Event extends BusEvent, Type extends Event['type']>(
  consumer: Consumer<Event, Type>,
): ConsumerOf<Event> {
  const { handleTogether, maxAttempts = usualAttempts, name, types } = consumer
  const wanted = new Set<string>(types)
  const isWanted = (event: Event): event is Extract<Event, { type: Type }> => wanted.has(event.type)
  return {
    name,
    types,
    maxAttempts,
    async handle(event) {
      if (isWanted(event)) await consumer.handle(event)
    },
    ...(handleTogether && {
      handleTogether: (events: readonly Event[]) =>
        handleTogether.call(consumer, events.filter(isWanted)),
    }),
  }
}

async function withinTime(work: Promise<unknown>, late: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    late()
    resolve()
  }, closeWithinMs)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
