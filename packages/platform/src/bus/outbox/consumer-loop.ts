import type { BusEvent } from '../bus.ts'
import type { LoopOptions } from './loop-options.ts'
import { workTurn } from './work-turn.ts'
import { countAttempt, readDeliveries, takeTurn, type Delivery, type Turn } from './turns.ts'

export interface ConsumerLoop {
  /** Looks for deliveries now. */
  wake(): void
  /** Lets the events in hand be handled, and takes no more. */
  stop(): Promise<void>
}

/** How many lanes of a consumer one process works on at a time, and how many deliveries it takes for a turn. */
const lanesAtOnce = 4
const deliveriesAtOnce = 100

/** Takes turn after turn on the consumer's lanes while something waits there. */
export function startConsumerLoop<Event extends BusEvent, Tables>(
  options: LoopOptions<Event, Tables>,
): ConsumerLoop {
  const { consumer, logger, pace } = options
  const stopping = new AbortController()
  const turns = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let looking: Promise<void> | undefined
  let lookAgain = false

  function wake(): void {
    if (stopping.signal.aborted) return
    lookAgain = true
    looking ??= look().finally(() => (looking = undefined))
  }

  async function look(): Promise<void> {
    while (lookAgain && !stopping.signal.aborted) {
      lookAgain = false
      try {
        await fillHands()
      } catch (error) {
        logger.warn({ error, consumer: consumer.name }, 'looking for deliveries failed; trying on')
      }
    }
  }

  async function fillHands(): Promise<void> {
    while (turns.size < lanesAtOnce && !stopping.signal.aborted) {
      const taken = await takeWork(options)
      if (!taken) return
      const turn = runTurn(taken).finally(() => {
        turns.delete(turn)
        wake()
      })
      turns.add(turn)
    }
  }

  async function runTurn(taken: TakenTurn<Event>): Promise<void> {
    try {
      const pauseMs = await workTurn({ ...options, ...taken, stopping: stopping.signal })
      if (pauseMs > 0) wakeIn(pauseMs)
    } catch (error) {
      // The deliveries are still there, and come again when the turn's time has run out.
      logger.error({ error, consumer: consumer.name }, 'a turn could not be written down')
    }
  }

  function wakeIn(pauseMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      wake()
    }, pauseMs)
    timers.add(timer.unref())
  }

  const poll = setInterval(wake, pace.pollMs)
  poll.unref()
  wake()

  async function stop(): Promise<void> {
    stopping.abort()
    clearInterval(poll)
    for (const timer of timers) clearTimeout(timer)
    await looking
    await Promise.all(turns)
  }

  return { wake, stop }
}

interface TakenTurn<Event extends BusEvent> {
  readonly turn: Turn
  readonly deliveries: readonly Delivery<Event>[]
}

/**
 * Takes a turn and its first deliveries. After a turn in which a process died, they are taken one at a time and the
 * attempt is counted before it is made: so the one that kills its process comes to its last attempt too.
 */
async function takeWork<Event extends BusEvent, Tables>({
  consumer,
  database,
  pace,
}: LoopOptions<Event, Tables>): Promise<TakenTurn<Event> | undefined> {
  const { name, types } = consumer
  return database.asSystem(async (tx) => {
    const taken = await takeTurn(tx, { consumer: name, types, leaseMs: pace.leaseMs })
    if (!taken) return undefined
    const limit = taken.abandoned ? 1 : deliveriesAtOnce
    const deliveries = await readDeliveries<Tables, Event>(tx, taken.turn, { types, limit })
    if (taken.abandoned && deliveries[0]) await countAttempt(tx, deliveries[0])
    return { turn: taken.turn, deliveries }
  })
}
