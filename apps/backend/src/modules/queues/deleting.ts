import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countOpen } from '../callbacks/repository.ts'
import { cancelAllOf } from '../callbacks/service.ts'
import { leaveLine } from './line.ts'
import { overflowsOf } from './references.ts'
import * as repository from './repository.ts'
import { settingsOf } from './settings.ts'

/**
 * Deletes a queue. `usedBy` is the name of a published flow that leads to it, if one does: whoever calls asks the flows. With
 * `force` whoever waits on the line goes on as its overflow for closed says, and whoever was to be called back is not any more.
 */
export async function deleteQueue(
  work: Work,
  id: string,
  { usedBy, force }: { readonly usedBy: string | undefined; readonly force: boolean },
): Promise<void> {
  if (usedBy !== undefined)
    throw new Refusal('in_use', { detail: `The flow “${usedBy}” leads to this queue.` })
  await requireNoOverflowInto(work, id)
  // Whoever comes meanwhile waits for this to be over, and finds no queue.
  await repository.lockQueueForDeletion(work.tx, id)
  if (force) await empty(work, id)
  else await requireEmpty(work, id)
  const row = found(await repository.deleteQueue(work.tx, id), 'queue')
  await work.audit('queue.deleted', id, { name: row.name, force })
  await work.publish('queue.changed', { queueId: id })
}

async function requireNoOverflowInto(work: Work, id: string): Promise<void> {
  const queues = await repository.listQueues(work.tx)
  const from = queues.find(
    (row) => row.id !== id && overflowsOf(settingsOf(row).limits).includes(id),
  )
  if (!from) return
  throw new Refusal('in_use', { detail: `The queue “${from.name}” sends on to this queue.` })
}

async function requireEmpty(work: Work, id: string): Promise<void> {
  if ((await repository.countWaiting(work.tx, id)) > 0) {
    throw new Refusal('in_use', { detail: 'Somebody waits in this queue.' })
  }
  if ((await countOpen(work.tx, id)) > 0) {
    throw new Refusal('in_use', { detail: 'Somebody is to be called back from this queue.' })
  }
}

async function empty(work: Work, queueId: string): Promise<void> {
  const outcome = 'queue_deleted'
  for (const { contact_id: contactId, channel } of await repository.listOnLine(work.tx, queueId)) {
    // It may just have gone on to another queue.
    if ((await repository.lockEntry(work.tx, contactId))?.queue_id !== queueId) continue
    await leaveLine(work, contactId, outcome)
    await work.publish('contact.overflow_due', {
      contactId,
      channel,
      queueId,
      outcome,
      message: '',
    })
  }
  await cancelAllOf(work, queueId)
  // Who is being called before an agent has no place any more, and the agent who is kept for them is free: that ends the call.
  for (const contactId of await repository.listInLine(work.tx, queueId)) {
    await leaveLine(work, contactId, 'cancelled')
  }
}
