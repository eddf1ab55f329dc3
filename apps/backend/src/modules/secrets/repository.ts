import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type SecretRow = Selectable<Tables['secrets']>

/** What may be shown of a secret. */
export type KnownSecret = Omit<SecretRow, 'sealed' | 'tenant_id'> & {
  readonly changed_by_name: string | null
}

export function listSecrets(tx: Tx): Promise<KnownSecret[]> {
  return known(tx).orderBy('secrets.name').execute()
}

export function findSecret(tx: Tx, name: string): Promise<KnownSecret | undefined> {
  return known(tx).where('secrets.name', '=', name).executeTakeFirst()
}

export async function countSecrets(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('secrets')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** The sealed values of those of the names there are. */
export function findSealed(
  tx: Tx,
  names: readonly string[],
): Promise<Pick<SecretRow, 'name' | 'sealed'>[]> {
  if (names.length === 0) return Promise.resolve([])
  return tx.selectFrom('secrets').select(['name', 'sealed']).where('name', 'in', names).execute()
}

export async function putSecret(tx: Tx, row: SecretRow): Promise<void> {
  const { sealed, changed_at, changed_by } = row
  await tx
    .insertInto('secrets')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name']).doUpdateSet({ sealed, changed_at, changed_by }),
    )
    .execute()
}

/** Whether there was one. */
export async function deleteSecret(tx: Tx, name: string): Promise<boolean> {
  const deleted = await tx.deleteFrom('secrets').where('name', '=', name).executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

function known(tx: Tx) {
  return tx
    .selectFrom('secrets')
    .leftJoin('users', 'users.id', 'secrets.changed_by')
    .select(['secrets.name', 'secrets.changed_at', 'secrets.changed_by'])
    .select('users.name as changed_by_name')
}
