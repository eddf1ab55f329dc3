import { sql, type Transaction } from 'kysely'
import { randomUUID } from 'node:crypto'
import type { BusEvent } from '../bus.ts'
import { laneCount } from './publish.ts'
import { isEvent } from './wire.ts'

/** One process's turn on one lane of a consumer: nobody else handles the lane's deliveries until it is over. */
export interface Turn {
  readonly consumer: string
  readonly lane: number
  readonly holder: string
  readonly leaseMs: number
}

/** An event on its way to a consumer. */
export interface Delivery<Event extends BusEvent> {
  readonly place: number
  readonly event: Event
  /** Attempts that were begun before this one. */
  readonly attempts: number
}

/** A delivery that failed: to be tried again after a pause, or set aside for good. */
export interface Failure {
  readonly place: number
  readonly attempts: number
  readonly error: string
  readonly setAside: boolean
}

/** Notes down a consumer and what it wants; from now on events of these types are kept for it. */
export async function registerConsumer<Tables>(
  tx: Transaction<Tables>,
  name: string,
  types: readonly string[],
): Promise<void> {
  await sql`
    insert into bus_consumers (name, types) values (${name}, ${[...types]})
    on conflict (name) do update set types = excluded.types, seen_at = now()`.execute(tx)
  await sql`
    insert into bus_lanes (consumer, lane)
    select ${name}, lane from generate_series(0, ${laneCount - 1}) as lane
    on conflict do nothing`.execute(tx)
}

/**
 * Takes the turn on a lane that is free, not pausing and has something waiting: the one served longest ago. `abandoned`
 * says that whoever had the turn before died in it.
 */
export async function takeTurn<Tables>(
  tx: Transaction<Tables>,
  wanted: { consumer: string; types: readonly string[]; leaseMs: number },
): Promise<{ turn: Turn; abandoned: boolean } | undefined> {
  const { consumer, types, leaseMs } = wanted
  const holder = randomUUID()
  const { rows } = await sql<{ lane: number; abandoned: boolean }>`
    with free as (
      select lane, holder is not null as abandoned from bus_lanes
      where consumer = ${consumer}
        and coalesce(held_until, '-infinity') <= now() and coalesce(resumes_at, '-infinity') <= now()
        and exists (
          select from bus_deliveries
          where bus_deliveries.consumer = bus_lanes.consumer and bus_deliveries.lane = bus_lanes.lane
            and set_aside_at is null and type = any(${[...types]})
        )
      order by held_until nulls first
      limit 1
      for update skip locked
    )
    update bus_lanes set holder = ${holder}, held_until = now() + ${leaseMs} * interval '1 ms'
    from free where consumer = ${consumer} and bus_lanes.lane = free.lane
    returning bus_lanes.lane, abandoned`.execute(tx)
  const row = rows[0]
  return row && { turn: { consumer, lane: row.lane, holder, leaseMs }, abandoned: row.abandoned }
}

/** The next deliveries of the turn's lane, in order. Read after the turn was taken, so what others did is seen. */
export async function readDeliveries<Tables, Event extends BusEvent>(
  tx: Transaction<Tables>,
  { consumer, lane }: Turn,
  wanted: { types: readonly string[]; limit: number },
): Promise<Delivery<Event>[]> {
  const { rows } = await sql<DeliveryRow>`
    select place, attempts, event_id, bus_events.tenant_id, bus_events.type, at, payload
    from bus_deliveries join bus_events on bus_events.id = event_id
    where consumer = ${consumer} and lane = ${lane} and set_aside_at is null
      and bus_deliveries.type = any(${[...wanted.types]})
    order by place limit ${wanted.limit}`.execute(tx)
  return rows.map((row) => toDelivery<Event>(row))
}

interface DeliveryRow extends EventRow {
  readonly place: number
  readonly attempts: number
}

export interface EventRow {
  readonly event_id: string
  readonly tenant_id: string
  readonly type: string
  readonly at: Date
  readonly payload: object
}

function toDelivery<Event extends BusEvent>(row: DeliveryRow): Delivery<Event> {
  return { place: row.place, attempts: row.attempts, event: toEvent<Event>(row) }
}

export function toEvent<Event extends BusEvent>(row: EventRow): Event {
  const { event_id: id, tenant_id: tenantId, type, at, payload } = row
  const event: unknown = { id, type, tenantId, at: at.toISOString(), payload }
  if (!isEvent<Event>(event)) throw new TypeError(`Event ${id} has no payload.`)
  return event
}

/** Notes an attempt before it is made, for deliveries that may have killed their process. */
export async function countAttempt<Tables>(
  tx: Transaction<Tables>,
  { place }: Delivery<BusEvent>,
): Promise<void> {
  await sql`update bus_deliveries set attempts = attempts + 1 where place = ${place}`.execute(tx)
}

/** What a turn has brought so far, and how it goes on: held for another while, or given up, maybe with a pause. */
export interface Settlement {
  readonly done: readonly number[]
  readonly failure?: Failure | undefined
  readonly next: 'hold' | { readonly pauseMs: number }
}

/**
 * Writes down what a turn has brought. Resolves to `false`, having changed nothing, when the turn had been lost: its
 * time ran out and somebody else took it.
 */
export async function settle<Tables>(
  tx: Transaction<Tables>,
  turn: Turn,
  { done, failure, next }: Settlement,
): Promise<boolean> {
  const held = next === 'hold'
  const { rows } = await sql`
    with turn as (
      update bus_lanes set
        holder = ${held ? turn.holder : null},
        held_until = now() + ${held ? turn.leaseMs : 0} * interval '1 ms',
        resumes_at = now() + ${held ? 0 : next.pauseMs} * interval '1 ms'
      where consumer = ${turn.consumer} and lane = ${turn.lane} and holder = ${turn.holder}
      returning lane
    ), finished as (
      delete from bus_deliveries where place = any(${[...done]}) and exists (select from turn)
    ), failed as (
      update bus_deliveries set
        attempts = ${failure?.attempts ?? 0}, last_error = ${failure?.error ?? null},
        set_aside_at = case when ${failure?.setAside ?? false} then now() end
      where place = ${failure?.place ?? null} and exists (select from turn)
    )
    select lane from turn`.execute(tx)
  return rows.length > 0
}
