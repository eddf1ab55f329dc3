import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** A tenant's routing, while this process owns it. Its token is greater than that of every owner before. */
export interface Lease {
  readonly tenantId: string
  readonly token: number
}

/** An owner that says nothing for so long is none any more. */
export const leaseMs = 2000

/**
 * Says that this process lives, and takes what nobody owns of those tenants where somebody waits or is signed in. Gives all
 * that this process owns now. The database's clock decides, whatever those of the processes say.
 */
export function attendLeases(
  database: Database<Tables>,
  ownerId: string,
): Promise<{ readonly leases: readonly Lease[]; readonly nowMs: number }> {
  return database.asSystem(async (tx) => {
    await sql`
      update routing_leases set expires_at = now() + ${`${leaseMs} ms`}::interval
      where owner_id = ${ownerId} and expires_at > now()`.execute(tx)
    await sql`
      insert into routing_leases as l (tenant_id, owner_id, token, expires_at)
      select busy.tenant_id, ${ownerId}::uuid, 1, now() + ${`${leaseMs} ms`}::interval
      from (
        select tenant_id from queue_entries
        union
        select tenant_id from agent_states where kind <> 'offline'
      ) busy
      where not exists (
        select from routing_leases held where held.tenant_id = busy.tenant_id and held.expires_at > now()
      )
      order by busy.tenant_id
      on conflict (tenant_id) do update
        set owner_id = excluded.owner_id, token = l.token + 1, expires_at = excluded.expires_at
        where l.expires_at <= now()`.execute(tx)
    const { rows } = await sql<{ tenant_id: string; token: number }>`
      select tenant_id, token from routing_leases where owner_id = ${ownerId} and expires_at > now()`.execute(
      tx,
    )
    const clock = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
    return {
      leases: rows.map((row) => ({ tenantId: row.tenant_id, token: row.token })),
      nowMs: clock.rows[0]?.now.getTime() ?? Date.now(),
    }
  })
}

/** Lets the next process take over at once. */
export async function giveUpLeases(database: Database<Tables>, ownerId: string): Promise<void> {
  await database.asSystem((tx) =>
    tx
      .updateTable('routing_leases')
      .set({ expires_at: sql<Date>`now()` })
      .where('owner_id', '=', ownerId)
      .where('expires_at', '>', sql<Date>`now()`)
      .execute(),
  )
}
