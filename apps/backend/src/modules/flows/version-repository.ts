import type { FlowDocument, FlowReferences } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

type VersionRow = Selectable<Tables['flow_versions']>

/** What the history shows of a version. */
export type VersionSummaryRow = Omit<VersionRow, 'document' | 'references' | 'tenant_id'> & {
  published_until: Date | null
}

/** A version until the next one was published; of the newest, until for ever. */
function versionsWithEnds(tx: Tx, flowId: string) {
  return tx
    .selectFrom('flow_versions')
    .select([
      'flow_id',
      'version',
      'name',
      'note',
      'created_by',
      'created_by_id',
      'created_at',
      'copy_of',
      'published_at',
    ])
    .select((eb) =>
      eb
        .case()
        .when('published_at', 'is not', null)
        .then(sql<Date | null>`lead(published_at) over (order by published_at nulls last, version)`)
        .else(null)
        .end()
        .as('published_until'),
    )
    .where('flow_id', '=', flowId)
}

export function listVersions(
  tx: Tx,
  flowId: string,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<VersionSummaryRow[]> {
  let versions = tx
    .selectFrom(versionsWithEnds(tx, flowId).as('versions'))
    .selectAll()
    .orderBy('version', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) versions = versions.where('version', '<', page.before)
  return versions.execute()
}

export function findVersionSummary(
  tx: Tx,
  flowId: string,
  version: number,
): Promise<VersionSummaryRow | undefined> {
  return tx
    .selectFrom(versionsWithEnds(tx, flowId).as('versions'))
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst()
}

export function findVersion(
  tx: Tx,
  flowId: string,
  version: number,
): Promise<VersionRow | undefined> {
  return tx
    .selectFrom('flow_versions')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst()
}

export async function insertVersion(
  tx: Tx,
  row: {
    tenant_id: string
    flow_id: string
    version: number
    document: FlowDocument
    references: FlowReferences
    note: string
    copy_of: number | null
    created_by: string
    created_by_id: string | null
  },
): Promise<void> {
  await tx
    .insertInto('flow_versions')
    .values({
      ...row,
      document: JSON.stringify(row.document),
      references: JSON.stringify(row.references),
      published_at: new Date(),
    })
    .execute()
}

/** Gives a version a name; tells whether there is such a version. */
export async function nameVersion(
  tx: Tx,
  flowId: string,
  version: number,
  name: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('flow_versions')
    .set({ name })
    .where('flow_id', '=', flowId)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0
}
