import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logging/logger.ts'
import type { BusEvent } from '../bus.ts'

/** How patient the bus is; all in milliseconds. */
export interface Pace {
  /** How often waiting deliveries are looked for when nothing announces them. */
  readonly pollMs: number
  /** How long a process may be silent before its turn is another's. */
  readonly leaseMs: number
  /** How long the lane pauses after the given number of attempts has failed. */
  readonly retryPauseMs: (attempts: number) => number
}

export interface LoopOptions<Event extends BusEvent, Tables> {
  readonly database: Database<Tables>
  readonly logger: Logger
  readonly pace: Pace
  readonly consumer: ConsumerOf<Event>
}

/** A consumer whose types are no longer told apart: its loop hands it only those it asked for. */
export interface ConsumerOf<Event extends BusEvent> {
  readonly name: string
  readonly types: readonly string[]
  readonly maxAttempts: number
  handle(event: Event): Promise<void>
  handleTogether?: (events: readonly Event[]) => Promise<void>
}
