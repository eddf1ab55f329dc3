import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { endConference } from './live/conference-ledger.ts'
import * as repository from './repository.ts'

/**
 * Ends the conferences that a dead process left open, and those that no process took up. Safe to run at any time. Returns
 * how many there were.
 */
export async function endAbandonedConferences(
  database: Database<Tables>,
  doWork: DoWork,
  own: { readonly nodeId: string; readonly carries: (conferenceId: string) => boolean },
): Promise<number> {
  const rows = await database.asSystem((tx) => repository.listAbandoned(tx, own.nodeId))
  const abandoned = rows.filter((row) => row.node_id !== own.nodeId || !own.carries(row.id))
  for (const { id, name, tenant_id } of abandoned) {
    await doWork(tenant_id, null, (work) => endConference(work, { id, name }, 'interrupted'))
  }
  return abandoned.length
}
