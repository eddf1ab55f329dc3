import type { FlowDocument } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type FlowRow = Selectable<Tables['flows']>

/** A flow with what is shown of its draft. */
export type ListedFlowRow = FlowRow &
  Pick<
    Selectable<Tables['flow_drafts']>,
    'revision' | 'published_revision' | 'saved_at' | 'saved_by' | 'saved_by_id'
  >

const listed = [
  'flow_drafts.revision',
  'flow_drafts.published_revision',
  'flow_drafts.saved_at',
  'flow_drafts.saved_by',
  'flow_drafts.saved_by_id',
] as const

export function listFlows(tx: Tx, state: 'in_use' | 'archived' | 'all'): Promise<ListedFlowRow[]> {
  const flows = tx
    .selectFrom('flows')
    .innerJoin('flow_drafts', 'flow_drafts.flow_id', 'flows.id')
    .selectAll('flows')
    .select(listed)
    .orderBy('name')
    .orderBy('id')
  if (state === 'all') return flows.execute()
  return flows.where('archived_at', state === 'in_use' ? 'is' : 'is not', null).execute()
}

export function findListedFlow(tx: Tx, id: string): Promise<ListedFlowRow | undefined> {
  return tx
    .selectFrom('flows')
    .innerJoin('flow_drafts', 'flow_drafts.flow_id', 'flows.id')
    .selectAll('flows')
    .select(listed)
    .where('flows.id', '=', id)
    .executeTakeFirst()
}

export function findFlow(tx: Tx, id: string): Promise<FlowRow | undefined> {
  return tx.selectFrom('flows').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findFlowForUpdate(tx: Tx, id: string): Promise<FlowRow | undefined> {
  return tx.selectFrom('flows').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function insertFlow(
  tx: Tx,
  row: { id: string; tenant_id: string; name: string; description: string },
): Promise<void> {
  await tx
    .insertInto('flows')
    .values({ ...row, latest_version: 0 })
    .execute()
}

export async function updateFlow(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<FlowRow, 'name' | 'description' | 'archived_at' | 'latest_version' | 'published_version'>
  >,
): Promise<void> {
  await tx
    .updateTable('flows')
    .set({ ...change, updated_at: new Date() })
    .where('id', '=', id)
    .execute()
}

export async function deleteFlow(tx: Tx, id: string): Promise<void> {
  // It points at its versions, which go with it.
  await tx.updateTable('flows').set({ published_version: null }).where('id', '=', id).execute()
  await tx.deleteFrom('flows').where('id', '=', id).execute()
}

/** The numbers that lead to a flow. */
export async function numbersOf(tx: Tx, flowId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('numbers')
    .select('number')
    .where('flow_id', '=', flowId)
    .orderBy('number')
    .execute()
  return rows.map(({ number }) => number)
}

/** The flows that answer calls now and lead on to a flow, by name. */
export async function flowsLeadingTo(tx: Tx, flowId: string): Promise<string[]> {
  const rows = await publishedVersions(tx)
    .select('flows.name')
    .where('flows.id', '!=', flowId)
    .where(
      sql<boolean>`exists (
        select from json_each(flow_versions."references" -> 'flows') as named (name, flow)
        where flow ->> 'flowId' = ${flowId}
      )`,
    )
    .orderBy('flows.name')
    .execute()
  return rows.map(({ name }) => name)
}

/** The documents that answer calls now, with their flows' names. */
export function listPublished(tx: Tx): Promise<{ name: string; document: FlowDocument }[]> {
  return publishedVersions(tx).select(['flows.name', 'flow_versions.document']).execute()
}

/** The names of the flows that a flow can go through, in small letters. */
export async function publishedFlowNames(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('flows')
    .select('name')
    .where('published_version', 'is not', null)
    .execute()
  return new Set(rows.map(({ name }) => name.toLowerCase()))
}

function publishedVersions(tx: Tx) {
  return tx
    .selectFrom('flows')
    .innerJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.published_version'),
    )
}
