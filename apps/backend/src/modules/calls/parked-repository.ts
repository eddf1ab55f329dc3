import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

type ParkedRow = Selectable<Tables['parked_calls']>

/** Gives a call the lowest free slot. Two that want the same one take it in turn: the second waits for the first, and looks again. */
export async function park(
  tx: Tx,
  call: Pick<ParkedRow, 'tenant_id' | 'call_id' | 'agent_id'>,
): Promise<number> {
  for (;;) {
    const taken = await tx
      .insertInto('parked_calls')
      .values({ ...call, parked_at: new Date(), slot: lowestFreeSlot })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'slot']).doNothing())
      .returning('slot')
      .executeTakeFirst()
    if (taken) return taken.slot
  }
}

/** Of this tenant: row-level security hides the others'. */
const lowestFreeSlot = sql<number>`(
  select min(candidate) from (
    select 1 as candidate union all select slot + 1 from parked_calls
  ) as candidates
  where candidate not in (select slot from parked_calls)
)`

/** Takes a call out of its slot; `undefined` when it is in none. */
export function unpark(tx: Tx, callId: string): Promise<ParkedRow | undefined> {
  return tx
    .deleteFrom('parked_calls')
    .where('call_id', '=', callId)
    .returningAll()
    .executeTakeFirst()
}

export function listParked(tx: Tx) {
  return tx
    .selectFrom('parked_calls')
    .innerJoin('calls', 'calls.id', 'parked_calls.call_id')
    .innerJoin('users', 'users.id', 'parked_calls.agent_id')
    .leftJoin('queues', 'queues.id', 'calls.queue_id')
    .selectAll('parked_calls')
    .select([
      'calls.direction',
      'calls.from_value',
      'calls.number_value',
      'calls.queue_id',
      'queues.name as queue_name',
      'users.name as agent_name',
    ])
    .orderBy('parked_calls.slot')
    .execute()
}
