import type { Transaction } from 'kysely'

/** The least an event is; `contracts` says which there are. */
export interface BusEvent {
  readonly id: string
  readonly type: string
  readonly tenantId: string
  /** RFC 3339, UTC. */
  readonly at: string
  readonly payload: object
}

/** An event as it is published: its id and time are given by the bus. */
export type NewEvent<Event extends BusEvent> = Event extends BusEvent
  ? Pick<Event, 'type' | 'tenantId' | 'payload'>
  : never

/**
 * The bus port. Events are written to the outbox by the transaction that makes the change, so neither exists without
 * the other, and are then carried to everyone who cares, at least once.
 */
export interface Bus<Event extends BusEvent, Tables> {
  /**
   * Writes an event into the outbox as part of `tx`, for every consumer that wants its type. A tenant's transaction
   * publishes events of that tenant only.
   */
  publish(tx: Transaction<Tables>, event: NewEvent<Event>): Promise<void>
  /**
   * Handles events durably, from the moment a consumer of this name was first there: what happened while nobody ran is
   * handled later, what fails is tried again with growing pauses, and after `maxAttempts` is set aside and reported.
   * Several processes share one consumer's events. A tenant's events come one after the other, in the order of the
   * transactions that made them; those behind a failing one wait for it. An event may come twice.
   *
   * Resolves, once the consumer is noted down, to a function that stops it after the event in hand.
   */
  consume<Type extends Event['type']>(consumer: Consumer<Event, Type>): Promise<() => Promise<void>>
  /**
   * Sees events as they are committed, from any process; only those that happen while it listens. After a lost
   * connection what was missed is shown late, and some of it may be shown twice. What can be shown no more, since it was too
   * long ago or cannot be read, is told of by `onGap`: whoever keeps something by what they see reads it anew.
   */
  watch(listener: (event: Event) => void, onGap?: () => void): () => void
  /** Lets the handlers in hand end, for a bounded time. Close it before the database. */
  close(): Promise<void>
}

export interface Consumer<Event extends BusEvent, Type extends Event['type']> {
  /** Lasting: the name of the consumer's place in the outbox. */
  readonly name: string
  readonly types: readonly Type[]
  handle(event: Extract<Event, { type: Type }>): Promise<void>
  /**
   * Handles several of one tenant that wait, in their order, all or none: for what takes hardly longer for many than for
   * one. Where it rejects, each is handled by itself.
   */
  handleTogether?(events: readonly Extract<Event, { type: Type }>[]): Promise<void>
  /** 10 by default. */
  readonly maxAttempts?: number
}
