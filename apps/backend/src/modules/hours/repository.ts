import { Calendar } from '@iris/contracts'
import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type HoursRow = Selectable<Tables['hours']>

export function listHours(tx: Tx): Promise<HoursRow[]> {
  return tx.selectFrom('hours').selectAll().orderBy('name').execute()
}

export function insertHours(
  tx: Tx,
  row: { id: string; tenant_id: string; name: string; calendar: Calendar },
): Promise<HoursRow> {
  return tx
    .insertInto('hours')
    .values({ ...row, calendar: JSON.stringify(row.calendar) })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function updateHours(
  tx: Tx,
  id: string,
  change: { readonly name?: string | undefined; readonly calendar?: Calendar | undefined },
): Promise<HoursRow | undefined> {
  const { name, calendar } = change
  return tx
    .updateTable('hours')
    .set((eb) => ({
      name: name ?? eb.ref('name'),
      ...(calendar && { calendar: JSON.stringify(calendar) }),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export function deleteHours(tx: Tx, id: string): Promise<HoursRow | undefined> {
  return tx.deleteFrom('hours').where('id', '=', id).returningAll().executeTakeFirst()
}

/** The name of a queue that keeps them, if one does. */
export async function queueKeeping(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('queue_hours')
    .innerJoin('queues', 'queues.id', 'queue_hours.queue_id')
    .select('queues.name')
    .where('queue_hours.hours_id', '=', id)
    .orderBy('queues.name')
    .executeTakeFirst()
  return row?.name
}

/** Which queues keep which, with the calendar; of one queue or of all. What a calendar leaves out is as its schema says. */
export async function listKept(
  tx: Tx,
  queueId?: string,
): Promise<{ queue_id: string; hours_id: string; calendar: Calendar }[]> {
  const kept = tx
    .selectFrom('queue_hours')
    .innerJoin('hours', 'hours.id', 'queue_hours.hours_id')
    .select(['queue_hours.queue_id', 'queue_hours.hours_id', 'hours.calendar'])
    .orderBy('hours.name')
  const wanted = queueId === undefined ? kept : kept.where('queue_hours.queue_id', '=', queueId)
  const rows = await wanted.execute()
  return rows.map((row) => ({ ...row, calendar: Calendar.parse(row.calendar) }))
}

export async function replaceKept(
  tx: Tx,
  queue: { readonly id: string; readonly tenant_id: string },
  hoursIds: readonly string[],
): Promise<void> {
  await tx.deleteFrom('queue_hours').where('queue_id', '=', queue.id).execute()
  if (hoursIds.length === 0) return
  const rows = [...new Set(hoursIds)].map((hours_id) => ({
    tenant_id: queue.tenant_id,
    queue_id: queue.id,
    hours_id,
  }))
  await tx.insertInto('queue_hours').values(rows).execute()
}
