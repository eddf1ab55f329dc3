import type { Forecast, WaitModel } from '@iris/routing'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type ForecastRow = Selectable<Tables['wait_forecasts']>

/** What a queue's waits have taught, by need. */
export async function readModels(
  tx: Tx,
  queueId: string,
  needs: readonly string[],
): Promise<Map<string, WaitModel>> {
  const rows = await tx
    .selectFrom('wait_models')
    .select(['need', 'model'])
    .where('queue_id', '=', queueId)
    .where('need', 'in', needs)
    .execute()
  return new Map(rows.map(({ need, model }) => [need, model]))
}

export async function saveModel(
  tx: Tx,
  key: { tenant_id: string; queue_id: string; need: string },
  model: WaitModel,
): Promise<void> {
  await tx
    .insertInto('wait_models')
    .values({ ...key, model: JSON.stringify(model) })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'queue_id', 'need'])
        .doUpdateSet({ model: JSON.stringify(model) }),
    )
    .execute()
}

/** Keeps what was foretold of a contact, unless its queue is gone. One that was foretold already keeps that. */
export async function insertForecast(
  tx: Tx,
  row: {
    contactId: string
    queueId: string
    queuedAt: string
    forecasts: Readonly<Record<string, Forecast>>
  },
): Promise<void> {
  await sql`
    insert into wait_forecasts (contact_id, tenant_id, queue_id, forecasts, queued_at)
    select ${row.contactId}, q.tenant_id, q.id, ${JSON.stringify(row.forecasts)}, ${row.queuedAt}
    from queues q where q.id = ${row.queueId}
    on conflict (contact_id) do nothing`.execute(tx)
}

/** Locked until the transaction ends. */
export function findForecast(tx: Tx, contactId: string): Promise<ForecastRow | undefined> {
  return tx
    .selectFrom('wait_forecasts')
    .selectAll()
    .where('contact_id', '=', contactId)
    .forUpdate()
    .executeTakeFirst()
}

export async function updateForecast(
  tx: Tx,
  contactId: string,
  change: { answered_at: Date } | { ended_at: Date },
): Promise<void> {
  await tx.updateTable('wait_forecasts').set(change).where('contact_id', '=', contactId).execute()
}

export async function deleteForecast(tx: Tx, contactId: string): Promise<void> {
  await tx.deleteFrom('wait_forecasts').where('contact_id', '=', contactId).execute()
}

/** Of every tenant. */
export async function deleteForecasts(
  tx: Tx,
  before: { queued: Date; ended: Date },
): Promise<void> {
  await tx
    .deleteFrom('wait_forecasts')
    .where((row) =>
      row.or([row('queued_at', '<', before.queued), row('ended_at', '<', before.ended)]),
    )
    .execute()
}
