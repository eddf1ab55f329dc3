import { type RawBuilder, type Selectable, sql } from 'kysely'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type SecretRow = Selectable<Tables['webhook_secrets']>
export type DeliveryRow = Selectable<Tables['webhook_deliveries']>

export function findSecret(tx: Tx, tenantId: string): Promise<SecretRow | undefined> {
  return tx
    .selectFrom('webhook_secrets')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
}

/** Inserts a first secret, or gives the one that is there. */
export function insertSecret(
  tx: Tx,
  row: Pick<SecretRow, 'tenant_id' | 'sealed'>,
): Promise<SecretRow> {
  return tx
    .insertInto('webhook_secrets')
    .values(row)
    .onConflict((conflict) =>
      // Changing nothing gives the row back, once the transaction that made it has ended.
      conflict.column('tenant_id').doUpdateSet({ tenant_id: row.tenant_id }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function putSecret(tx: Tx, row: SecretRow): Promise<SecretRow> {
  const { tenant_id: _, ...change } = row
  return tx
    .insertInto('webhook_secrets')
    .values(row)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(change))
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Notes what somebody is to be told of; once, however often it is noted. */
export async function insertDelivery(
  tx: Tx,
  row: Pick<DeliveryRow, 'id' | 'tenant_id' | 'call_id' | 'url' | 'body'>,
): Promise<void> {
  await tx
    .insertInto('webhook_deliveries')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Takes deliveries of every tenant that are due, each for one attempt that may last so long; of several processes, each
 * takes others. For system transactions.
 */
export function claimDeliveries(
  tx: Tx,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<DeliveryRow[]> {
  return tx
    .updateTable('webhook_deliveries')
    .set({
      attempts: sql`attempts + 1`,
      due_at: fromNow(leaseMs),
    })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('ended_at', 'is', null)
        .where('due_at', '<=', fromNow(0))
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

/** Writes down how an attempt went, unless another process has taken the delivery since. */
export async function settleDelivery(
  tx: Tx,
  { id, attempts }: Pick<DeliveryRow, 'id' | 'attempts'>,
  change: Partial<Pick<DeliveryRow, 'delivered' | 'failure'>> & {
    readonly due_at?: RawBuilder<Date>
    readonly ended_at?: RawBuilder<Date>
  },
): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set(change)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('ended_at', 'is', null)
    .execute()
}

/** Forgets deliveries of every tenant that ended so long ago. For system transactions. */
export async function deleteEndedDeliveries(tx: Tx, keptMs: number): Promise<void> {
  await tx.deleteFrom('webhook_deliveries').where('ended_at', '<', fromNow(-keptMs)).execute()
}
