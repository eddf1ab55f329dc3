import { sql } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tx } from '../../work.ts'

/** What has recorded audio: talks, and messages. */
const tables = ['recordings', 'voicemails'] as const

/** Audio that this process moves now. */
export interface Claim {
  readonly table: (typeof tables)[number]
  readonly id: string
  readonly tenantId: string
  /** This one included. */
  readonly attempts: number
}

/** Takes audio, of any tenant, that is whole and waits to be moved, and that nobody else moves. For system transactions. */
export async function claimNext(tx: Tx, leaseMs: number): Promise<Claim | undefined> {
  for (const table of tables) {
    const { rows } = await sql<Omit<Claim, 'table'>>`
      update ${sql.table(table)}
      set store_attempts = store_attempts + 1, store_at = ${fromNow(leaseMs)}
      where id = (
        select id from ${sql.table(table)}
        where state = 'ready' and storage = 'local' and store_at <= now()
        order by store_at limit 1 for update skip locked)
      returning id, tenant_id as "tenantId", store_attempts as attempts`.execute(tx)
    if (rows[0]) return { table, ...rows[0] }
  }
  return undefined
}

/** Writes down that audio is in the blob store; false where it was deleted meanwhile. For system transactions. */
export async function markStored(tx: Tx, { table, id }: Claim): Promise<boolean> {
  const { rows } = await sql`
    update ${sql.table(table)} set storage = 'stored' where id = ${id} returning id`.execute(tx)
  return rows.length > 0
}

/** Lets audio be moved later. For system transactions. */
export async function storeLater(tx: Tx, { table, id }: Claim, pauseMs: number): Promise<void> {
  await sql`update ${sql.table(table)} set store_at = ${fromNow(pauseMs)} where id = ${id}`.execute(
    tx,
  )
}

/** What is known of audio by its id: a row says where it lies. Centres that are not there know nothing. */
export interface KnownAudio {
  readonly storage: ReadonlyMap<string, 'local' | 'stored'>
  readonly tenants: ReadonlySet<string>
}

/** Looks up audio of any tenant. For system transactions. */
export async function findAudio(
  tx: Tx,
  places: readonly { readonly id: string; readonly tenantId: string }[],
): Promise<KnownAudio> {
  const ids = places.map(({ id }) => id)
  const tenantIds = [...new Set(places.map(({ tenantId }) => tenantId))]
  if (ids.length === 0) return { storage: new Map(), tenants: new Set() }
  const audio = await tx
    .selectFrom('recordings')
    .select(['id', 'storage'])
    .where('id', 'in', ids)
    .union(tx.selectFrom('voicemails').select(['id', 'storage']).where('id', 'in', ids))
    .execute()
  const tenants = await tx.selectFrom('tenants').select('id').where('id', 'in', tenantIds).execute()
  return {
    storage: new Map(audio.map(({ id, storage }) => [id, storage])),
    tenants: new Set(tenants.map(({ id }) => id)),
  }
}
