import { sql } from 'kysely'
import type { Tx } from '../../../work.ts'

/** Somebody wants a tenant's documents to be in the database until then. */
export async function wantUntil(tx: Tx, tenantId: string, until: Date): Promise<void> {
  await tx
    .insertInto('live_publications')
    .values({ tenant_id: tenantId, wanted_until: until })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet((eb) => ({
        wanted_until: sql`greatest(${eb.ref('live_publications.wanted_until')}, excluded.wanted_until)`,
      })),
    )
    .execute()
}

/**
 * Takes, or keeps, the tenants whose documents are wanted and that no other process writes, for so long. Those with whom that is
 * over are let go by everybody.
 */
export async function claim(tx: Tx, publisherId: string, forMs: number): Promise<string[]> {
  const { rows } = await sql<{ tenant_id: string }>`
    update live_publications
    set publisher_id = ${publisherId}, published_until = now() + ${forMs} * interval '1 millisecond'
    where tenant_id in (
      select tenant_id from live_publications
      where wanted_until > now()
        and (publisher_id is null or publisher_id = ${publisherId} or published_until < now())
      for update skip locked
    )
    returning tenant_id`.execute(tx)
  return rows.map((row) => row.tenant_id)
}

/** Tenants of this process at whom nobody looks any more; they are forgotten. */
export async function takeUnwanted(tx: Tx, publisherId: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('live_publications')
    .where('wanted_until', '<=', sql<Date>`now()`)
    .where((eb) => eb.or([eb('publisher_id', '=', publisherId), eb('publisher_id', 'is', null)]))
    .returning('tenant_id')
    .execute()
  return rows.map((row) => row.tenant_id)
}

/** Lets another process go on at once. */
export async function letGo(tx: Tx, publisherId: string): Promise<void> {
  await tx
    .updateTable('live_publications')
    .set({ publisher_id: null, published_until: null })
    .where('publisher_id', '=', publisherId)
    .execute()
}
