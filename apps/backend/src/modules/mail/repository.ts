import { type RawBuilder, type Selectable, sql } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type MailRow = Selectable<Tables['mails']>

export async function insertMail(
  tx: Tx,
  row: Pick<MailRow, 'id' | 'tenant_id' | 'recipient' | 'subject' | 'body' | 'voicemail_id'>,
): Promise<void> {
  await tx
    .insertInto('mails')
    .values({ ...row, state: 'waiting' })
    .execute()
}

/**
 * Takes mails, of every tenant, that are due: nobody else does until the lease is over, so one whose process died is taken
 * again. For system transactions.
 */
export async function claimDue(
  tx: Tx,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<MailRow[]> {
  return tx
    .updateTable('mails')
    .set({
      attempts: sql`attempts + 1`,
      next_at: fromNow(leaseMs),
    })
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('mails')
        .select('id')
        .where('state', '=', 'waiting')
        .where('next_at', '<=', fromNow(0))
        .orderBy('next_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

export async function updateMail(
  tx: Tx,
  id: string,
  change: Partial<Pick<MailRow, 'state' | 'problem'>> & { readonly next_at?: RawBuilder<Date> },
): Promise<void> {
  await tx.updateTable('mails').set(change).where('id', '=', id).execute()
}

export async function deleteMail(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('mails').where('id', '=', id).execute()
}

/** Forgets mails, of every tenant: those that waited for so long, and those that are done since. For system transactions. */
export async function deleteOld(
  tx: Tx,
  { waitingMs, doneMs }: { readonly waitingMs: number; readonly doneMs: number },
): Promise<number> {
  const deleted = await tx
    .deleteFrom('mails')
    .where(({ eb, or, and }) =>
      or([
        and([eb('state', '=', 'waiting'), eb('created_at', '<', fromNow(-waitingMs))]),
        and([eb('state', '<>', 'waiting'), eb('created_at', '<', fromNow(-doneMs))]),
      ]),
    )
    .executeTakeFirst()
  return Number(deleted.numDeletedRows)
}

export async function countMails(tx: Tx): Promise<{ waiting: number; failed: number }> {
  const rows = await tx
    .selectFrom('mails')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('state', '<>', 'sent')
    .groupBy('state')
    .execute()
  const countOf = (state: MailRow['state']) =>
    Number(rows.find((row) => row.state === state)?.count ?? 0)
  return { waiting: countOf('waiting'), failed: countOf('failed') }
}

export async function latestProblem(tx: Tx): Promise<string | null> {
  const row = await tx
    .selectFrom('mails')
    .select('problem')
    .where('problem', 'is not', null)
    .where('state', '<>', 'sent')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.problem ?? null
}
