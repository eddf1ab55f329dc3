import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type TrunkRow = Selectable<Tables['trunks']>
export type TrunkSettings = Partial<Omit<TrunkRow, 'id' | 'tenant_id' | 'created_at'>>

/** Every trunk that the transaction may see, the first to be asked first. */
export function listTrunks(tx: Tx): Promise<TrunkRow[]> {
  return tx.selectFrom('trunks').selectAll().orderBy('priority').orderBy('name').execute()
}

/** A tenant's trunks, for system transactions: no tenant is known yet when a call comes in. */
export function listTrunksOf(tx: Tx, tenantId: string): Promise<TrunkRow[]> {
  return tx.selectFrom('trunks').selectAll().where('tenant_id', '=', tenantId).execute()
}

export function findTrunk(tx: Tx, id: string): Promise<TrunkRow | undefined> {
  return tx.selectFrom('trunks').selectAll().where('id', '=', id).executeTakeFirst()
}

export function insertTrunk(tx: Tx, row: Insertable<Tables['trunks']>): Promise<TrunkRow> {
  return tx.insertInto('trunks').values(row).returningAll().executeTakeFirstOrThrow()
}

export function updateTrunk(
  tx: Tx,
  id: string,
  change: TrunkSettings,
): Promise<TrunkRow | undefined> {
  if (Object.keys(change).length === 0) return findTrunk(tx, id)
  return tx.updateTable('trunks').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

export function deleteTrunk(tx: Tx, id: string): Promise<TrunkRow | undefined> {
  return tx.deleteFrom('trunks').where('id', '=', id).returningAll().executeTakeFirst()
}
