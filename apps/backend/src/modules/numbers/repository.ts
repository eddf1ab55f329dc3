import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type NumberRow = Selectable<Tables['numbers']>

export function listNumbers(tx: Tx): Promise<NumberRow[]> {
  return tx.selectFrom('numbers').selectAll().orderBy('number').execute()
}

function findNumber(tx: Tx, id: string): Promise<NumberRow | undefined> {
  return tx.selectFrom('numbers').selectAll().where('id', '=', id).executeTakeFirst()
}

export function insertNumber(tx: Tx, row: Omit<NumberRow, 'created_at'>): Promise<NumberRow> {
  return tx.insertInto('numbers').values(row).returningAll().executeTakeFirstOrThrow()
}

export function updateNumber(
  tx: Tx,
  id: string,
  change: Partial<Omit<NumberRow, 'id' | 'tenant_id' | 'number' | 'created_at'>>,
): Promise<NumberRow | undefined> {
  if (Object.keys(change).length === 0) return findNumber(tx, id)
  return tx
    .updateTable('numbers')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export function deleteNumber(tx: Tx, id: string): Promise<NumberRow | undefined> {
  return tx.deleteFrom('numbers').where('id', '=', id).returningAll().executeTakeFirst()
}

/** Where a dialled number leads: its tenant and the flow version that answers, if one is published. */
export function findAnswering(tx: Tx, number: string) {
  return tx
    .selectFrom('numbers')
    .leftJoin('flows', 'flows.id', 'numbers.flow_id')
    .leftJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.published_version'),
    )
    .select([
      'numbers.id',
      'numbers.tenant_id',
      'numbers.flow_id',
      'numbers.record',
      'numbers.answer_url',
      'numbers.answer_fallback_url',
      'numbers.status_callback_url',
      'numbers.voicemail_box_id',
      'flow_versions.version',
      'flow_versions.document',
      'flow_versions.references',
      'flows.name as flow_name',
    ])
    .where('numbers.number', '=', number)
    .executeTakeFirst()
}
