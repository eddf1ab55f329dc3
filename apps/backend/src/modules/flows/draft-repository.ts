import type { FlowDocument } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type DraftRow = Selectable<Tables['flow_drafts']>

interface DraftContent {
  readonly document: FlowDocument
  readonly based_on: number | null
  readonly saved_by: string
  readonly saved_by_id: string | null
}

export function findDraft(tx: Tx, flowId: string): Promise<DraftRow | undefined> {
  return tx.selectFrom('flow_drafts').selectAll().where('flow_id', '=', flowId).executeTakeFirst()
}

/** For those who change the draft, or who may: one after another. */
export function findDraftForUpdate(tx: Tx, flowId: string): Promise<DraftRow | undefined> {
  return tx
    .selectFrom('flow_drafts')
    .selectAll()
    .where('flow_id', '=', flowId)
    .forUpdate()
    .executeTakeFirst()
}

export async function insertDraft(
  tx: Tx,
  row: DraftContent & { tenant_id: string; flow_id: string },
): Promise<void> {
  await tx
    .insertInto('flow_drafts')
    .values({ ...row, document: JSON.stringify(row.document) })
    .execute()
}

/** Puts another document into the draft, under the next revision. */
export function updateDraft(tx: Tx, flowId: string, row: DraftContent): Promise<DraftRow> {
  return tx
    .updateTable('flow_drafts')
    .set({
      ...row,
      document: JSON.stringify(row.document),
      revision: sql`revision + 1`,
      saved_at: new Date(),
    })
    .where('flow_id', '=', flowId)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Notes which revision of the draft answers calls, and as which version. */
export async function notePublished(
  tx: Tx,
  flowId: string,
  published: { readonly revision: number | null; readonly basedOn?: number },
): Promise<void> {
  await tx
    .updateTable('flow_drafts')
    .set({
      published_revision: published.revision,
      ...(published.basedOn !== undefined && { based_on: published.basedOn }),
    })
    .where('flow_id', '=', flowId)
    .execute()
}
