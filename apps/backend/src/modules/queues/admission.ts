import type { OverflowCause } from '@iris/contracts'
import { sql } from 'kysely'
import type { Work } from '../../work.ts'
import { isQueueOpen } from './opening.ts'
import { holdQueue, lockQueue, type QueueRow } from './repository.ts'
import { settingsOf } from './settings.ts'

/** Whether a queue takes one more contact, and why not. */
export type Admission =
  | { readonly kind: 'admitted'; readonly queue: QueueRow }
  | { readonly kind: 'refused'; readonly queue: QueueRow; readonly cause: OverflowCause }
  /** There is no such queue any more. */
  | { readonly kind: 'gone' }

/**
 * Asks a queue whether it takes one more; whoever comes back to a place is always taken. Closed goes before full, and full before nobody there. Where the number counts, the
 * queue is locked until the transaction ends, so that of two who come at once one is refused. To be asked before any contact,
 * agent or call is locked.
 */
export async function admit(
  work: Work,
  queueId: string,
  held: { readonly again: boolean } = { again: false },
): Promise<Admission> {
  const queue = await holdQueue(work.tx, queueId)
  if (!queue) return { kind: 'gone' }
  if (held.again) return { kind: 'admitted', queue }
  const { maxWaiting, overflow } = settingsOf(queue).limits
  if (!(await isQueueOpen(work.tx, queue))) return { kind: 'refused', queue, cause: 'closed' }
  if (maxWaiting !== null) {
    await lockQueue(work.tx, queueId)
    if (await isFull(work, queueId, maxWaiting)) return { kind: 'refused', queue, cause: 'full' }
  }
  if (overflow.no_agents !== null && !(await isStaffed(work, queueId))) {
    return { kind: 'refused', queue, cause: 'no_agents' }
  }
  return { kind: 'admitted', queue }
}

/** As many as agents are free may always come in: they do not wait. Those who are to be called back hold no line. */
async function isFull({ tx }: Work, queueId: string, maxWaiting: number): Promise<boolean> {
  const { rows } = await sql<{ full: boolean }>`
    select (
      select count(*) from queue_entries where queue_id = ${queueId} and callback_id is null
    ) >= greatest(${maxWaiting}::bigint, (
      select count(*) from queue_agents a join agent_states s using (tenant_id, agent_id)
      where a.queue_id = ${queueId} and s.kind = 'available'
    )) as full`.execute(tx)
  return rows[0]?.full ?? false
}

async function isStaffed({ tx }: Work, queueId: string): Promise<boolean> {
  const { rows } = await sql<{ staffed: boolean }>`
    select exists (
      select 1 from queue_agents a join agent_states s using (tenant_id, agent_id)
      where a.queue_id = ${queueId} and s.kind <> 'offline'
    ) as staffed`.execute(tx)
  return rows[0]?.staffed ?? false
}
