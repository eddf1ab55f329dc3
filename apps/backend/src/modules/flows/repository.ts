import type { FlowDocument } from '@iris/contracts'
import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type FlowRow = Selectable<Tables['flows']>
export type FlowVersionRow = Selectable<Tables['flow_versions']>

export function listFlows(tx: Tx): Promise<FlowRow[]> {
  return tx.selectFrom('flows').selectAll().orderBy('name').orderBy('id').execute()
}

export function findFlow(tx: Tx, id: string): Promise<FlowRow | undefined> {
  return tx.selectFrom('flows').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findFlowForUpdate(tx: Tx, id: string): Promise<FlowRow | undefined> {
  return tx.selectFrom('flows').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export function insertFlow(
  tx: Tx,
  row: { id: string; tenant_id: string; name: string },
): Promise<FlowRow> {
  return tx
    .insertInto('flows')
    .values({ ...row, latest_version: 1 })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function updateFlow(
  tx: Tx,
  id: string,
  change: { name?: string; latest_version?: number; published_version?: number },
): Promise<FlowRow | undefined> {
  return tx
    .updateTable('flows')
    .set({ ...change, updated_at: new Date() })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export function insertVersion(
  tx: Tx,
  row: {
    tenant_id: string
    flow_id: string
    version: number
    document: FlowDocument
    created_by: string
  },
): Promise<FlowVersionRow> {
  return tx
    .insertInto('flow_versions')
    .values({ ...row, document: JSON.stringify(row.document) })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findVersion(
  tx: Tx,
  flowId: string,
  version: number,
): Promise<FlowVersionRow | undefined> {
  return tx
    .selectFrom('flow_versions')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** The documents that answer calls now, with their flows' names. */
export function listPublished(tx: Tx) {
  return tx
    .selectFrom('flows')
    .innerJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.published_version'),
    )
    .select(['flows.name', 'flow_versions.document'])
    .execute()
}
