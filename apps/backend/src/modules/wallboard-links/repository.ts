import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

type LinkRow = Selectable<Tables['wallboard_links']>

/** What may be shown of a link. */
export type KnownLink = Omit<LinkRow, 'secret_hash' | 'tenant_id'> & {
  readonly created_by_name: string
  readonly revoked_by_name: string | null
}

const known = (tx: Tx) =>
  tx
    .selectFrom('wallboard_links as link')
    .innerJoin('users as maker', 'maker.id', 'link.created_by')
    .leftJoin('users as revoker', 'revoker.id', 'link.revoked_by')
    .select([
      'link.id',
      'link.name',
      'link.created_by',
      'link.created_at',
      'link.expires_at',
      'link.last_used_at',
      'link.revoked_by',
      'link.revoked_at',
      'link.revoked_because',
      'maker.name as created_by_name',
      'revoker.name as revoked_by_name',
    ])

/** Newest first, without those that ended before `endedAfter`. */
export function listLinks(tx: Tx, endedAfter: Date): Promise<KnownLink[]> {
  return known(tx)
    .where((eb) =>
      eb(eb.fn.coalesce('link.revoked_at', 'link.expires_at'), '>', eb.val(endedAfter)),
    )
    .orderBy('link.id', 'desc')
    .execute()
}

export function findKnownLink(tx: Tx, id: string): Promise<KnownLink | undefined> {
  return known(tx).where('link.id', '=', id).executeTakeFirst()
}

export async function countOpenLinks(tx: Tx, at: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('wallboard_links')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertLink(
  tx: Tx,
  link: Pick<
    LinkRow,
    'id' | 'tenant_id' | 'name' | 'secret_hash' | 'created_by' | 'created_at' | 'expires_at'
  >,
): Promise<void> {
  await tx.insertInto('wallboard_links').values(link).execute()
}

/** Whether there was one that was not revoked before. */
export async function revokeLink(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const revoked = await tx
    .updateTable('wallboard_links')
    .set({ revoked_by: by, revoked_at: at, revoked_because: 'asked' })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return revoked.numUpdatedRows > 0n
}

/** Revokes what somebody has made and what still opens, and tells which links those were. */
export function revokeLinksMadeBy(
  tx: Tx,
  makerId: string,
  { by, at, because }: { by: string | null; at: Date; because: 'maker_disabled' | 'maker_role' },
): Promise<Pick<LinkRow, 'id' | 'name'>[]> {
  return tx
    .updateTable('wallboard_links')
    .set({ revoked_by: by, revoked_at: at, revoked_because: because })
    .where('created_by', '=', makerId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .returning(['id', 'name'])
    .execute()
}

/** Whoever is to make a link, as they are until the transaction ends: a change of them waits for it, and sees the link. */
export function findMaker(tx: Tx, id: string) {
  return tx
    .selectFrom('users')
    .select(['roles', 'disabled_at'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
}

/** A link of whichever tenant, with the tenant's name: only its token says whose it is. */
export function findLinkOfAnyTenant(tx: Tx, id: string) {
  return tx
    .selectFrom('wallboard_links as link')
    .innerJoin('tenants', 'tenants.id', 'link.tenant_id')
    .selectAll('link')
    .select('tenants.name as tenant_name')
    .where('link.id', '=', id)
    .executeTakeFirst()
}

/** Notes that it is used, once a minute at most: screens are many and stay. */
export async function noteUse(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('wallboard_links')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(({ eb, or }) =>
      or([
        eb('last_used_at', 'is', null),
        eb('last_used_at', '<', sql<Date>`now() - interval '1 minute'`),
      ]),
    )
    .execute()
}
