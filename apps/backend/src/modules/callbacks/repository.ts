import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type CallbackRow = Selectable<Tables['callbacks']>

/** Beside the row: the queue's name, and whether an agent is being rung for it. */
export type NamedCallbackRow = CallbackRow & {
  readonly queue_name: string
  readonly offered_to: string | null
  readonly agent_name: string | null
}

type NewCallback = Omit<
  CallbackRow,
  | 'waiting_since'
  | 'next_attempt_at'
  | 'expires_at'
  | 'state'
  | 'attempts'
  | 'outcome'
  | 'requested_at'
  | 'ended_at'
> & {
  readonly [Time in 'waiting_since' | 'next_attempt_at']: RawBuilder<Date>
} & { readonly expires_at: RawBuilder<Date> | null }

/** The row, and whether its time has come; `undefined` where the same number waits in the same queue. */
export function insertCallback(
  tx: Tx,
  row: NewCallback,
): Promise<(CallbackRow & { readonly is_due: boolean }) | undefined> {
  return tx
    .insertInto('callbacks')
    .values({
      ...row,
      needs: row.needs && JSON.stringify(row.needs),
      relax: row.relax && JSON.stringify(row.relax),
      state: 'waiting',
      outcome: null,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .returning(sql<boolean>`next_attempt_at <= now()`.as('is_due'))
    .executeTakeFirst()
}

/** Those of a queue that nobody is making right now, whether they stand in the line or not. */
export function listWaitingOf(tx: Tx, queueId: string): Promise<CallbackRow[]> {
  return tx
    .selectFrom('callbacks')
    .selectAll()
    .where('queue_id', '=', queueId)
    .where('state', '=', 'waiting')
    .orderBy('call_id')
    .execute()
}

/** The one of a number in a queue that is not over. */
export function findOpen(
  tx: Tx,
  { queueId, number }: { readonly queueId: string; readonly number: string },
): Promise<CallbackRow | undefined> {
  return tx
    .selectFrom('callbacks')
    .selectAll()
    .where('queue_id', '=', queueId)
    .where('number_value', '=', number)
    .where('state', 'in', ['waiting', 'dialling'])
    .executeTakeFirst()
}

export function findCallback(tx: Tx, id: string): Promise<CallbackRow | undefined> {
  return tx.selectFrom('callbacks').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findCallbackOfCall(tx: Tx, callId: string): Promise<CallbackRow | undefined> {
  return tx.selectFrom('callbacks').selectAll().where('call_id', '=', callId).executeTakeFirst()
}

export function listCallbacks(
  tx: Tx,
  filter: { readonly state: 'open' | 'over'; readonly queueId?: string | undefined },
): Promise<NamedCallbackRow[]> {
  const isOpen = filter.state === 'open'
  let select = namedCallbacks(tx)
    .where('callbacks.state', isOpen ? 'in' : 'not in', ['waiting', 'dialling'])
    .limit(500)
  if (filter.queueId !== undefined) select = select.where('callbacks.queue_id', '=', filter.queueId)
  select = isOpen
    ? select.orderBy('callbacks.priority', 'desc').orderBy('callbacks.waiting_since')
    : select.orderBy('callbacks.ended_at', 'desc')
  return select.orderBy('callbacks.id').execute()
}

/** Those open that are an agent's own. */
export function listOwn(tx: Tx, agentId: string): Promise<NamedCallbackRow[]> {
  return namedCallbacks(tx)
    .where('callbacks.agent_id', '=', agentId)
    .where('callbacks.state', 'in', ['waiting', 'dialling'])
    .orderBy('callbacks.next_attempt_at')
    .orderBy('callbacks.id')
    .limit(500)
    .execute()
}

export function findNamed(tx: Tx, id: string): Promise<NamedCallbackRow | undefined> {
  return namedCallbacks(tx).where('callbacks.id', '=', id).executeTakeFirst()
}

function namedCallbacks(tx: Tx) {
  return tx
    .selectFrom('callbacks')
    .innerJoin('queues', 'queues.id', 'callbacks.queue_id')
    .leftJoin('queue_entries', 'queue_entries.contact_id', 'callbacks.call_id')
    .leftJoin('users', 'users.id', 'callbacks.agent_id')
    .selectAll('callbacks')
    .select(['queues.name as queue_name', 'queue_entries.offered_to', 'users.name as agent_name'])
}

type Change = Pick<
  Updateable<Tables['callbacks']>,
  'state' | 'attempts' | 'outcome' | 'call_id' | 'agent_id'
> & { readonly [Time in 'next_attempt_at' | 'ended_at']?: RawBuilder<Date> }

/** Changes one that is in the state, and whose call in hand is that; `undefined` where it is not so any more. */
export function updateCallback(
  tx: Tx,
  { id, call_id, state }: Pick<CallbackRow, 'id' | 'call_id' | 'state'>,
  change: Change,
): Promise<CallbackRow | undefined> {
  return tx
    .updateTable('callbacks')
    .set(change)
    .where('id', '=', id)
    .where('call_id', '=', call_id)
    .where('state', '=', state)
    .returningAll()
    .executeTakeFirst()
}

/** Gives one that waits an earlier place, in its queue's line too; later ones leave it where it is. */
export async function moveForward(
  tx: Tx,
  { id, call_id }: Pick<CallbackRow, 'id' | 'call_id'>,
  place: { readonly priority: number; readonly waitingSince: RawBuilder<Date> },
): Promise<void> {
  const earlier = {
    priority: sql<number>`greatest(priority, ${place.priority})`,
    waiting_since: sql<Date>`least(waiting_since, ${place.waitingSince})`,
  }
  await tx.updateTable('queue_entries').set(earlier).where('contact_id', '=', call_id).execute()
  await tx.updateTable('callbacks').set(earlier).where('id', '=', id).execute()
}

/** Whom they are to call, by id. */
export async function numbersOf(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('callbacks')
    .select(['id', 'number_value'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, row.number_value]))
}

export async function countOpen(tx: Tx, queueId: string): Promise<number> {
  const row = await tx
    .selectFrom('callbacks')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('queue_id', '=', queueId)
    .where('state', 'in', ['waiting', 'dialling'])
    .executeTakeFirstOrThrow()
  return row.open
}

/** Those of every tenant whose time has come and who stand in no line. */
export function listDue(tx: Tx): Promise<CallbackRow[]> {
  return tx
    .selectFrom('callbacks')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', fromNow(0))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('queue_entries')
            .select('contact_id')
            .whereRef('queue_entries.contact_id', '=', 'callbacks.call_id'),
        ),
      ),
    )
    .orderBy('next_attempt_at')
    .limit(500)
    .execute()
}

/** Those of every tenant whose own agent has let so much time pass. */
export function listUnclaimed(tx: Tx, ownForMs: number): Promise<CallbackRow[]> {
  return tx
    .selectFrom('callbacks')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('agent_id', 'is not', null)
    .where('next_attempt_at', '<=', fromNow(-ownForMs))
    .limit(500)
    .execute()
}

/** Those of every tenant whom nobody is to call any more. */
export function listExpired(tx: Tx): Promise<CallbackRow[]> {
  return tx
    .selectFrom('callbacks')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('expires_at', '<=', fromNow(0))
    .limit(500)
    .execute()
}

/** Those of every tenant whose call in hand has ended, though nothing came of it. */
export function listUnsettled(
  tx: Tx,
): Promise<Pick<CallbackRow, 'id' | 'tenant_id' | 'call_id'>[]> {
  return tx
    .selectFrom('callbacks')
    .innerJoin('calls', 'calls.id', 'callbacks.call_id')
    .select(['callbacks.id', 'callbacks.tenant_id', 'callbacks.call_id'])
    .where('callbacks.state', '=', 'dialling')
    .where('calls.ended_at', 'is not', null)
    .limit(500)
    .execute()
}
