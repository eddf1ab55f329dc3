import { flowPresenceMs } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type VisitorRow = Selectable<Tables['flow_visitors']>
type HolderRow = VisitorRow & { holds_since: Date }

/** Which of somebody's pages. */
export interface Page {
  readonly flowId: string
  readonly userId: string
  readonly tab: string
}

/** What is shown of the people in a flow, at most. */
const mostShown = 50

/** Every process goes by the database's clock. */
const isThere = sql<boolean>`seen_at > clock_timestamp() - make_interval(secs => ${flowPresenceMs / 1000})`

/** Who is there now, in the order they came. */
export function listVisitors(tx: Tx, flowId: string): Promise<VisitorRow[]> {
  return tx
    .selectFrom('flow_visitors')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where(isThere)
    .orderBy('joined_at')
    .orderBy('tab')
    .limit(mostShown)
    .execute()
}

/** Who holds the flow, and is there. */
export async function findHolder(tx: Tx, flowId: string): Promise<HolderRow | undefined> {
  const row = await tx
    .selectFrom('flow_visitors')
    .selectAll()
    .where('flow_id', '=', flowId)
    .where('holds_since', 'is not', null)
    .where(isThere)
    .executeTakeFirst()
  return row && row.holds_since !== null ? { ...row, holds_since: row.holds_since } : undefined
}

/** A page as it was last heard of, if that is not too long ago. */
export function findVisitor(tx: Tx, page: Page): Promise<VisitorRow | undefined> {
  return tx
    .selectFrom('flow_visitors')
    .selectAll()
    .where('flow_id', '=', page.flowId)
    .where('user_id', '=', page.userId)
    .where('tab', '=', page.tab)
    .where(isThere)
    .executeTakeFirst()
}

/** Notes that a page is there, as it is. */
export async function noteVisitor(
  tx: Tx,
  row: Omit<VisitorRow, 'joined_at' | 'seen_at' | 'holds_since'> & { readonly isNew: boolean },
): Promise<void> {
  const { isNew, selection, cursor, ...own } = row
  const state = {
    ...own,
    selection: JSON.stringify(selection),
    cursor: cursor === null ? null : JSON.stringify(cursor),
  }
  const now = sql<Date>`clock_timestamp()`
  await tx
    .insertInto('flow_visitors')
    .values(state)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'flow_id', 'user_id', 'tab'])
        .doUpdateSet({ ...state, seen_at: now, ...(isNew && { joined_at: now }) }),
    )
    .execute()
}

/** Nobody holds the flow any more. */
export async function freeFlow(tx: Tx, flowId: string): Promise<void> {
  await tx
    .updateTable('flow_visitors')
    .set({ holds_since: null })
    .where('flow_id', '=', flowId)
    .where('holds_since', 'is not', null)
    .execute()
}

/** Gives a free flow to a page that is noted. */
export async function holdFlow(tx: Tx, page: Page): Promise<void> {
  await tx
    .updateTable('flow_visitors')
    .set({ holds_since: sql<Date>`clock_timestamp()` })
    .where('flow_id', '=', page.flowId)
    .where('user_id', '=', page.userId)
    .where('tab', '=', page.tab)
    .execute()
}

/** Forgets a page; tells whether it was known. */
export async function deleteVisitor(tx: Tx, page: Page): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('flow_visitors')
    .where('flow_id', '=', page.flowId)
    .where('user_id', '=', page.userId)
    .where('tab', '=', page.tab)
    .executeTakeFirst()
  return numDeletedRows > 0
}

/** Forgets pages that were not heard of in time; gives the flows they had open. For system transactions. */
export async function deleteGone(tx: Tx): Promise<{ tenantId: string; flowId: string }[]> {
  const { rows } = await sql<{ tenantId: string; flowId: string }>`
    with gone as (
      select ctid from flow_visitors where not (${isThere}) limit 1000 for update skip locked
    ), deleted as (
      delete from flow_visitors using gone where flow_visitors.ctid = gone.ctid
      returning tenant_id, flow_id
    )
    select distinct tenant_id as "tenantId", flow_id as "flowId" from deleted`.execute(tx)
  return rows
}
