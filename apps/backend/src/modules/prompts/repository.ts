import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type PromptRow = Selectable<Tables['prompts']>

export function listPrompts(tx: Tx): Promise<PromptRow[]> {
  return tx.selectFrom('prompts').selectAll().orderBy('name').orderBy('id').execute()
}

export function findPromptForUpdate(tx: Tx, id: string): Promise<PromptRow | undefined> {
  return tx.selectFrom('prompts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export function findPrompt(tx: Tx, id: string): Promise<PromptRow | undefined> {
  return tx.selectFrom('prompts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A prompt with a sound, by its name or its id. */
export function findSounding(
  tx: Tx,
  reference: string,
): Promise<{ sound_id: string | null } | undefined> {
  return tx
    .selectFrom('prompts')
    .select('sound_id')
    .where(({ eb, or }) =>
      or([
        eb(sql`lower(name)`, '=', reference.toLowerCase()),
        eb(sql`id::text`, '=', reference.toLowerCase()),
      ]),
    )
    .where('sound_id', 'is not', null)
    .executeTakeFirst()
}

export function insertPrompt(
  tx: Tx,
  row: Omit<PromptRow, 'created_at' | 'changed_at'>,
): Promise<PromptRow> {
  return tx.insertInto('prompts').values(row).returningAll().executeTakeFirstOrThrow()
}

export function updatePrompt(
  tx: Tx,
  id: string,
  change: Partial<Omit<PromptRow, 'id' | 'tenant_id' | 'created_at'>>,
): Promise<PromptRow | undefined> {
  if (Object.keys(change).length === 0) return findPrompt(tx, id)
  return tx
    .updateTable('prompts')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function deletePrompt(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('prompts').where('id', '=', id).execute()
}
