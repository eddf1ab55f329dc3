import { sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { BusEvent } from '../bus.ts'
import { channel, writeNotice } from './wire.ts'

/** How many lanes a consumer has. Raising it takes a migration for the lanes that are there. */
export const laneCount = 32

/**
 * Writes an event into the outbox, a delivery for each consumer of its type, and its announcement, all in one
 * statement of the caller's transaction.
 */
export async function publishEvent<Tables>(
  tx: Transaction<Tables>,
  { type, tenantId, payload }: Pick<BusEvent, 'type' | 'tenantId' | 'payload'>,
): Promise<void> {
  const event = { id: uuidv7(), type, tenantId, at: new Date().toISOString(), payload }
  await sql`
    with event as (
      insert into bus_events (id, tenant_id, type, at, payload)
      values (${event.id}, ${tenantId}, ${type}, ${event.at}, ${JSON.stringify(payload)})
    ), deliveries as (
      insert into bus_deliveries (consumer, lane, event_id, tenant_id, type)
      select name, ${laneOf(tenantId)}::smallint, ${event.id}::uuid, ${tenantId}::uuid, ${type}
      from bus_consumers where ${type} = any(types)
    )
    select pg_notify(${channel}, ${writeNotice(event)})`.execute(tx)
}

/** A tenant's lane: from the last bits of its id, which are random in UUIDs of every version we use. */
export function laneOf(tenantId: string): number {
  return Number.parseInt(tenantId.slice(-2), 16) % laneCount
}
