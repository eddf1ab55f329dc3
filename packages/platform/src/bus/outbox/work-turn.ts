import type { BusEvent } from '../bus.ts'
import type { LoopOptions } from './loop-options.ts'
import { settle, type Delivery, type Failure, type Settlement, type Turn } from './turns.ts'

export interface TurnOptions<Event extends BusEvent, Tables> extends LoopOptions<Event, Tables> {
  readonly turn: Turn
  readonly deliveries: readonly Delivery<Event>[]
  readonly stopping: AbortSignal
}

/** A handler that has not come to an end by then is reported: it holds up everything behind it. */
const slowHandlerMs = 60_000

/**
 * Handles the turn's deliveries one after the other, keeping the turn while it lasts, and gives it up at the end. Ends
 * at the first failure: what is behind it waits, so that order is kept and a fault that hits every event does not use
 * up the attempts of all of them.
 * @returns how long the lane pauses, in milliseconds
 */
export async function workTurn<Event extends BusEvent, Tables>(
  options: TurnOptions<Event, Tables>,
): Promise<number> {
  const { deliveries, stopping, turn } = options
  const done: number[] = []
  const keeping = keepTurn(options, done)
  let failure: Failure | undefined
  let isTogether = true
  for (const [index, delivery] of deliveries.entries()) {
    if (stopping.aborted || keeping.lost()) break
    if (done.length > index) continue
    const together: readonly Delivery<Event>[] = isTogether
      ? togetherFrom(options, deliveries.slice(index))
      : []
    isTogether &&= await attemptTogether(options, together, keeping)
    if (isTogether && together.length > 0) {
      done.push(...together.map(({ place }) => place))
      continue
    }
    failure = await attempt(options, delivery, keeping)
    if (failure) break
    done.push(delivery.place)
  }
  await keeping.end()
  const pauseMs = failure && !failure.setAside ? options.pace.retryPauseMs(failure.attempts) : 0
  await write(options, turn, { done, failure, next: { pauseMs } })
  return pauseMs
}

function write<Event extends BusEvent, Tables>(
  { database }: LoopOptions<Event, Tables>,
  turn: Turn,
  settlement: Settlement,
): Promise<boolean> {
  return database.asSystem((tx) => settle(tx, turn, settlement))
}

/** What of a tenant is handled at once: all that follows the first, where the consumer can and none of it has failed before. */
function togetherFrom<Event extends BusEvent, Tables>(
  { consumer }: LoopOptions<Event, Tables>,
  deliveries: readonly Delivery<Event>[],
): readonly Delivery<Event>[] {
  const tenantId = deliveries[0]?.event.tenantId
  const others = deliveries.findIndex(({ event }) => event.tenantId !== tenantId)
  const mine = others < 0 ? deliveries : deliveries.slice(0, others)
  const isFirstTry = mine.every(({ attempts }) => attempts === 0)
  return consumer.handleTogether && mine.length > 1 && isFirstTry ? mine : []
}

/** Handles deliveries at once; false where it failed, and each is to be handled by itself. */
async function attemptTogether<Event extends BusEvent, Tables>(
  { consumer, logger }: LoopOptions<Event, Tables>,
  together: readonly Delivery<Event>[],
  keeping: Keeping,
): Promise<boolean> {
  const [first] = together
  if (!first || !consumer.handleTogether) return true
  const about = { consumer: consumer.name, event: first.event.id, together: together.length }
  try {
    keeping.handling(about)
    await consumer.handleTogether(together.map(({ event }) => event))
    return true
  } catch (error) {
    logger.warn({ ...about, error }, 'handling events together failed; each is handled by itself')
    return false
  }
}

/** Handles one delivery; gives back how it failed, if it did. */
async function attempt<Event extends BusEvent, Tables>(
  { consumer, logger }: LoopOptions<Event, Tables>,
  { attempts: before, event, place }: Delivery<Event>,
  keeping: Keeping,
): Promise<Failure | undefined> {
  const attempts = before + 1
  const about = { consumer: consumer.name, event: event.id, type: event.type, attempts }
  try {
    // Only a process that died can have begun the last attempt without its failure being written down.
    if (before >= consumer.maxAttempts) throw new Error('The process died while handling it.')
    keeping.handling(about)
    await consumer.handle(event)
    return undefined
  } catch (error) {
    const setAside = attempts >= consumer.maxAttempts
    if (setAside) logger.error({ ...about, error }, 'an event was set aside')
    else logger.warn({ ...about, error }, 'handling an event failed; it will be tried again')
    return { place, attempts, error: describe(error), setAside }
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.slice(0, 4_000).replaceAll('\0', '')
}

interface Keeping {
  /** Whether somebody else may have the turn now. */
  lost(): boolean
  /** Says which event is being handled from now on. */
  handling(about: object): void
  end(): Promise<void>
}

/** Keeps the turn while its events are handled, writing down what is done as it goes. */
function keepTurn<Event extends BusEvent, Tables>(
  options: TurnOptions<Event, Tables>,
  done: readonly number[],
): Keeping {
  const { logger, turn } = options
  let lost = false
  let heldUntilMs = performance.now() + turn.leaseMs
  let writing: Promise<void> | undefined
  let current: { about: object; sinceMs: number } | undefined

  async function renew(): Promise<void> {
    const askedAtMs = performance.now()
    try {
      lost ||= !(await write(options, turn, { done, next: 'hold' }))
      heldUntilMs = askedAtMs + turn.leaseMs
      if (lost) logger.warn({ consumer: turn.consumer, lane: turn.lane }, 'a turn was lost')
    } catch (error) {
      logger.warn({ error, consumer: turn.consumer }, 'a turn could not be renewed; trying on')
    }
  }

  const timer = setInterval(() => {
    writing ??= renew().finally(() => (writing = undefined))
    if (current && performance.now() - current.sinceMs > slowHandlerMs) {
      logger.error(current.about, 'a handler does not come to an end')
      current = undefined
    }
  }, turn.leaseMs / 3)
  timer.unref()

  return {
    // By our own clock too: while the database is away, another process may have come to it first.
    lost: () => lost || performance.now() > heldUntilMs,
    handling: (about) => (current = { about, sinceMs: performance.now() }),
    async end() {
      clearInterval(timer)
      await writing
    },
  }
}
