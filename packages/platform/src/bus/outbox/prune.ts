import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import type { Logger } from '../../logging/logger.ts'

/** How long things are kept, in milliseconds. */
export interface Retention {
  /** Events everyone has handled, for watchers who catch up. */
  readonly handledMs: number
  /** Deliveries that were set aside, for people to look at. */
  readonly setAsideMs: number
  /** The place of a consumer that no process runs any more. */
  readonly consumerMs: number
}

const day = 24 * 60 * 60_000

export const usualRetention: Retention = {
  handledMs: 60 * 60_000,
  setAsideMs: 30 * day,
  consumerMs: 30 * day,
}

const eventsAtOnce = 1_000

/** Removes what nobody needs any more; notes first which consumers this process runs. */
export async function pruneOutbox<Tables>(
  database: Database<Tables>,
  running: readonly string[],
  options: { retention: Retention; logger: Logger },
): Promise<void> {
  const { logger, retention } = options
  await database.asSystem(async (tx) => {
    await sql`update bus_consumers set seen_at = now() where name = any(${[...running]})`.execute(
      tx,
    )
    const { rows } = await sql<{ name: string }>`
      delete from bus_consumers where seen_at < now() - ${retention.consumerMs} * interval '1 ms'
      returning name`.execute(tx)
    if (rows.length > 0) logger.warn({ consumers: rows }, 'forgot consumers that nobody runs')
    await sql`
      delete from bus_deliveries
      where set_aside_at < now() - ${retention.setAsideMs} * interval '1 ms'`.execute(tx)
  })
  while ((await pruneEvents(database, retention)) === eventsAtOnce);
}

/** In small bites, so that no transaction is long. */
async function pruneEvents<Tables>(
  database: Database<Tables>,
  { handledMs }: Retention,
): Promise<number> {
  return database.asSystem(async (tx) => {
    const { rows } = await sql`
      delete from bus_events where id in (
        select id from bus_events
        where at < now() - ${handledMs} * interval '1 ms'
          and not exists (select from bus_deliveries where event_id = bus_events.id)
        order by at limit ${eventsAtOnce}
        for update skip locked
      ) returning id`.execute(tx)
    return rows.length
  })
}
