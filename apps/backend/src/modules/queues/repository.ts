import { type Insertable, sql, type Selectable } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type QueueRow = Selectable<Tables['queues']>
export type QueueEntryRow = Selectable<Tables['queue_entries']>

export function listQueues(tx: Tx): Promise<QueueRow[]> {
  return tx.selectFrom('queues').selectAll().orderBy('name').execute()
}

export function findQueue(tx: Tx, id: string): Promise<QueueRow | undefined> {
  return tx.selectFrom('queues').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Keeps the queue from others who lock it, until the transaction ends. */
export async function lockQueue(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('queues').select('id').where('id', '=', id).forNoKeyUpdate().execute()
}

/** Keeps everybody from coming into a queue, until the transaction ends. */
export async function lockQueueForDeletion(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('queues').select('id').where('id', '=', id).forUpdate().execute()
}

/** A queue that cannot be deleted until the transaction ends. */
export function holdQueue(tx: Tx, id: string): Promise<QueueRow | undefined> {
  return tx.selectFrom('queues').selectAll().where('id', '=', id).forKeyShare().executeTakeFirst()
}

type NewQueue = Omit<Insertable<Tables['queues']>, 'created_at'>

export function insertQueue(tx: Tx, row: NewQueue): Promise<QueueRow> {
  return tx.insertInto('queues').values(row).returningAll().executeTakeFirstOrThrow()
}

export function updateQueue(
  tx: Tx,
  id: string,
  change: Partial<Omit<NewQueue, 'id' | 'tenant_id'>>,
): Promise<QueueRow | undefined> {
  if (Object.keys(change).length === 0) return findQueue(tx, id)
  return tx.updateTable('queues').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

export function deleteQueue(tx: Tx, id: string): Promise<QueueRow | undefined> {
  return tx.deleteFrom('queues').where('id', '=', id).returningAll().executeTakeFirst()
}

/** Whether somebody answers a queue. */
export async function isMember(tx: Tx, queueId: string, agentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('queue_agents')
    .select('agent_id')
    .where('queue_id', '=', queueId)
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  return row !== undefined
}

/** Whoever was to be called back is on the line: a caller like any other. */
export async function putOnLine(tx: Tx, contactId: string): Promise<void> {
  await tx
    .updateTable('queue_entries')
    .set({ callback_id: null })
    .where('contact_id', '=', contactId)
    .execute()
}

/** Keeps an offer for so long from now: longer than its queue lets agents ring. */
export async function keepOffer(tx: Tx, contactId: string, forMs: number): Promise<void> {
  await tx
    .updateTable('queue_entries')
    .set({ offer_expires_at: fromNow(forMs) })
    .where('contact_id', '=', contactId)
    .execute()
}

/** Lets a contact that was one agent's alone go to others, unless it is being offered. */
export async function openToAnybody(tx: Tx, contactId: string): Promise<boolean> {
  const row = await tx
    .updateTable('queue_entries')
    .set({ only_agent_id: null })
    .where('contact_id', '=', contactId)
    .where('offered_to', 'is', null)
    .returning('contact_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Who answers which queue; of one queue or of all. */
export function listMemberships(
  tx: Tx,
  queueId?: string,
): Promise<{ queue_id: string; agent_id: string }[]> {
  const members = tx.selectFrom('queue_agents').select(['queue_id', 'agent_id']).orderBy('agent_id')
  return (queueId === undefined ? members : members.where('queue_id', '=', queueId)).execute()
}

/** Those who stay keep their rank. */
export async function replaceAgents(
  tx: Tx,
  queue: { id: string; tenant_id: string },
  agentIds: readonly string[],
): Promise<void> {
  const members = tx.deleteFrom('queue_agents').where('queue_id', '=', queue.id)
  if (agentIds.length === 0) return void (await members.execute())
  await members.where('agent_id', 'not in', agentIds).execute()
  await tx
    .insertInto('queue_agents')
    .values(
      agentIds.map((agent_id) => ({ tenant_id: queue.tenant_id, queue_id: queue.id, agent_id })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** `undefined` where the contact stands in a line already. */
export function insertEntry(
  tx: Tx,
  entry: Omit<Insertable<Tables['queue_entries']>, 'declined' | 'offered_to' | 'offer_expires_at'>,
): Promise<QueueEntryRow | undefined> {
  return tx
    .insertInto('queue_entries')
    .values({ ...entry, declined: '[]', offered_to: null, offer_expires_at: null })
    .onConflict((conflict) => conflict.column('contact_id').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/**
 * What a place in line is worth, the same at any time: of two, one minute earlier is as much as a minute's points of
 * ageing. As `packages/routing` has it, but for relaxed needs and agents' own order of queues.
 */
function worthOf(entry: string) {
  const column = (name: string) => sql.ref(`${entry}.${name}`)
  return sql<number>`(${column('priority')} - coalesce((queues.routing ->> 'agingPerMinute')::float8, 0)
    * extract(epoch from ${column('waiting_since')}) / 60)`
}

/** Everyone who waits in a queue, next first. */
export function listEntries(
  tx: Tx,
  { queueId, limit }: { readonly queueId: string; readonly limit: number },
): Promise<(QueueEntryRow & { readonly offered_to_name: string | null })[]> {
  return tx
    .selectFrom('queue_entries')
    .innerJoin('queues', 'queues.id', 'queue_entries.queue_id')
    .leftJoin('users', 'users.id', 'queue_entries.offered_to')
    .selectAll('queue_entries')
    .select('users.name as offered_to_name')
    .where('queue_entries.queue_id', '=', queueId)
    .orderBy('queue_entries.band', 'desc')
    .orderBy(worthOf('queue_entries'), 'desc')
    .orderBy('queue_entries.waiting_since')
    .orderBy('queue_entries.contact_id')
    .limit(limit)
    .execute()
}

/** Those of a queue who wait on the line or in writing: everybody but who is to be called back. */
export function listOnLine(tx: Tx, queueId: string): Promise<QueueEntryRow[]> {
  return tx
    .selectFrom('queue_entries')
    .selectAll()
    .where('queue_id', '=', queueId)
    .where('callback_id', 'is', null)
    .orderBy('contact_id')
    .execute()
}

/** Whoever stands in the line, those among them who are to be called back. */
export async function listInLine(tx: Tx, queueId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('queue_entries')
    .select('contact_id')
    .where('queue_id', '=', queueId)
    .orderBy('contact_id')
    .execute()
  return rows.map((row) => row.contact_id)
}

/** The contact's place in its queue, 1 being next; `undefined` when it waits no longer. */
export async function findPlace(tx: Tx, callId: string): Promise<number | undefined> {
  const [mine, other] = [worthOf('mine'), worthOf('other')]
  const row = await tx
    .selectFrom('queue_entries as mine')
    .innerJoin('queues', 'queues.id', 'mine.queue_id')
    .innerJoin('queue_entries as other', 'other.queue_id', 'mine.queue_id')
    .where('mine.contact_id', '=', callId)
    .where(
      sql<boolean>`(-other.band, -${other}, other.waiting_since, other.contact_id)
        <= (-mine.band, -${mine}, mine.waiting_since, mine.contact_id)`,
    )
    .select((eb) => eb.fn.countAll<number>().as('place'))
    .executeTakeFirst()
  return row && row.place > 0 ? row.place : undefined
}

export function findEntry(tx: Tx, contactId: string): Promise<QueueEntryRow | undefined> {
  return tx
    .selectFrom('queue_entries')
    .selectAll()
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
}

/** The places of everything that is offered to an agent, which nothing else can change until the transaction ends. */
export function lockOffersTo(tx: Tx, agentId: string): Promise<QueueEntryRow[]> {
  return tx
    .selectFrom('queue_entries')
    .selectAll()
    .where((eb) =>
      eb.or([eb('offered_to', '=', agentId), sql<boolean>`${agentId} = any(also_offered_to)`]),
    )
    .orderBy('contact_id')
    .forUpdate()
    .execute()
}

/** A contact's place, which nothing else can change until the transaction ends. */
export function lockEntry(tx: Tx, contactId: string): Promise<QueueEntryRow | undefined> {
  return tx
    .selectFrom('queue_entries')
    .selectAll()
    .where('contact_id', '=', contactId)
    .forUpdate()
    .executeTakeFirst()
}

export function deleteEntry(tx: Tx, callId: string): Promise<QueueEntryRow | undefined> {
  return tx
    .deleteFrom('queue_entries')
    .where('contact_id', '=', callId)
    .returningAll()
    .executeTakeFirst()
}

export async function countWaiting(tx: Tx, queueId: string): Promise<number> {
  const row = await tx
    .selectFrom('queue_entries')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('queue_id', '=', queueId)
    .executeTakeFirstOrThrow()
  return row.waiting
}

/** How many wait in each queue somebody waits in. */
export async function countAllWaiting(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('queue_entries')
    .select((eb) => ['queue_id', eb.fn.countAll<number>().as('waiting')])
    .groupBy('queue_id')
    .execute()
  return new Map(rows.map((row) => [row.queue_id, row.waiting]))
}

/** Queues of a tenant by their ids; ids of others' queues find nothing, in system transactions too. */
export function findQueuesByIds(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<QueueRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('queues')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute()
}
