import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type RecordingRow = Selectable<Tables['recordings']>
/** What says where audio lies; it is local at first. */
export type StorageColumn = 'storage' | 'store_attempts' | 'store_at'
export type NamedRecordingRow = RecordingRow & {
  caller: string | null
  queue_name: string | null
  agent_name: string | null
}

/** Whom the agent talked with, whoever called. */
const callerOf = sql<string | null>`
  case calls.direction when 'outbound' then calls.number_value else calls.from_value end`.as(
  'caller',
)

const namedRecordings = (tx: Tx) =>
  tx
    .selectFrom('recordings')
    .leftJoin('queues', 'queues.id', 'recordings.queue_id')
    .leftJoin('users', 'users.id', 'recordings.agent_id')
    .leftJoin('calls', 'calls.id', 'recordings.call_id')
    .selectAll('recordings')
    .select(['queues.name as queue_name', 'users.name as agent_name', callerOf])

/** Recordings newest first; reads one more than the limit, to know whether there is a next page. */
export function listRecordings(
  tx: Tx,
  filter: {
    readonly before?: string | undefined
    readonly queueId?: string | undefined
    readonly agentId?: string | undefined
    readonly number?: string | undefined
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly held?: 'true' | undefined
    readonly limit: number
  },
): Promise<NamedRecordingRow[]> {
  let select = namedRecordings(tx)
    .orderBy('recordings.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('recordings.id', '<', filter.before)
  if (filter.queueId !== undefined)
    select = select.where('recordings.queue_id', '=', filter.queueId)
  if (filter.agentId !== undefined)
    select = select.where('recordings.agent_id', '=', filter.agentId)
  if (filter.held !== undefined) select = select.where('recordings.legal_hold', '=', true)
  if (filter.from !== undefined)
    select = select.where('recordings.started_at', '>=', new Date(filter.from))
  if (filter.to !== undefined)
    select = select.where('recordings.started_at', '<', new Date(filter.to))
  if (filter.number !== undefined && filter.number !== '') {
    const digits = `%${filter.number.replaceAll(/[^0-9+]/g, '')}%`
    select = select.where(({ eb, or }) =>
      or([eb('calls.from_value', 'like', digits), eb('calls.number_value', 'like', digits)]),
    )
  }
  return select.execute()
}

/** A call's recordings in the order they were made. */
export function listOfCall(tx: Tx, callId: string): Promise<NamedRecordingRow[]> {
  return namedRecordings(tx)
    .where('recordings.call_id', '=', callId)
    .orderBy('recordings.id')
    .execute()
}

export function findRecording(tx: Tx, id: string): Promise<NamedRecordingRow | undefined> {
  return namedRecordings(tx).where('recordings.id', '=', id).executeTakeFirst()
}

export async function insertRecording(
  tx: Tx,
  row: Omit<RecordingRow, 'ended_at' | 'duration_ms' | 'legal_hold' | StorageColumn>,
): Promise<void> {
  await tx.insertInto('recordings').values(row).execute()
}

/** Changes a recording that has not ended; false when it has. */
export async function updateOpen(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<RecordingRow, 'state' | 'ended_at' | 'duration_ms' | 'queue_id' | 'agent_id'>
  >,
): Promise<boolean> {
  const updated = await tx
    .updateTable('recordings')
    .set(change)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return updated !== undefined
}

export async function setLegalHold(tx: Tx, id: string, held: boolean): Promise<void> {
  await tx.updateTable('recordings').set({ legal_hold: held }).where('id', '=', id).execute()
}

/** Deletes a recording that has ended and is not held. */
export function deleteUnheld(tx: Tx, id: string): Promise<RecordingRow | undefined> {
  return tx
    .deleteFrom('recordings')
    .where('id', '=', id)
    .where('ended_at', 'is not', null)
    .where('legal_hold', '=', false)
    .returningAll()
    .executeTakeFirst()
}

/** Recordings, of every tenant, that no living process makes. For system transactions. */
export async function listLeftOpen(
  tx: Tx,
  own: { readonly nodeId: string; readonly carries: (id: string) => boolean },
): Promise<RecordingRow[]> {
  const open = await tx
    .selectFrom('recordings')
    .selectAll()
    .where('ended_at', 'is', null)
    .where(({ eb, or, not, exists, selectFrom }) =>
      or([
        eb('node_id', '=', own.nodeId),
        not(
          exists(selectFrom('nodes').select('id').whereRef('nodes.id', '=', 'recordings.node_id')),
        ),
      ]),
    )
    .limit(1000)
    .execute()
  return open.filter(({ id }) => !own.carries(id))
}

/** Recordings, of every tenant, that were kept as long as their queue or centre says. For system transactions. */
export function listExpired(tx: Tx, limit: number): Promise<{ id: string; tenant_id: string }[]> {
  return tx
    .selectFrom('recordings')
    .innerJoin('tenants', 'tenants.id', 'recordings.tenant_id')
    .leftJoin('queues', 'queues.id', 'recordings.queue_id')
    .select(['recordings.id', 'recordings.tenant_id'])
    .where('recordings.legal_hold', '=', false)
    .where(
      sql<boolean>`recordings.ended_at < now() - make_interval(
        days => coalesce(queues.recording_retention_days, tenants.recording_retention_days))`,
    )
    .orderBy('recordings.ended_at')
    .limit(limit)
    .execute()
}

type PolicyRow = Pick<Selectable<Tables['tenants']>, 'recording_rule' | 'recording_retention_days'>

export function findPolicy(tx: Tx, tenantId: string): Promise<PolicyRow> {
  return tx
    .selectFrom('tenants')
    .select(['recording_rule', 'recording_retention_days'])
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow()
}

export async function updatePolicy(
  tx: Tx,
  tenantId: string,
  change: Partial<PolicyRow>,
): Promise<void> {
  if (Object.keys(change).length === 0) return
  await tx.updateTable('tenants').set(change).where('id', '=', tenantId).execute()
}
