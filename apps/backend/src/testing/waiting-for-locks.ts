import type { Database } from '@iris/platform'
import { sql } from 'kysely'
import type { Tables } from '../tables.ts'

/** Whether any transaction waits for what another has locked. To be asked outside both: one transaction is told the same each time. */
export function isAnyWaitingForALock(database: Database<Tables>): Promise<boolean> {
  return database.asSystem(async (tx) => {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(tx)
    return rows.length > 0
  })
}
