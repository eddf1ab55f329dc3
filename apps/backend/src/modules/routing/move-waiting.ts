import { Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { cancelCallback } from '../callbacks/service.ts'
import { lockEntry, type QueueEntryRow } from '../queues/repository.ts'
import { noteDecision } from './decisions.ts'

interface Waiting {
  readonly id: string
  readonly contactId: string
}

const highestBand = 32_767

/** Gives somebody who waits another priority, or puts them before everybody else of the queue. */
export async function raiseWaiting(
  work: Work,
  waiting: Waiting,
  {
    priority,
    first = false,
  }: { readonly priority?: number | undefined; readonly first?: boolean | undefined },
): Promise<void> {
  const entry = await lockWaiting(work, waiting)
  const moved = await work.tx
    .updateTable('queue_entries')
    .set({
      ...(priority !== undefined && { priority }),
      ...(first && { band: await bandBeforeAll(work, entry) }),
    })
    .where('contact_id', '=', entry.contact_id)
    .returning('priority')
    .executeTakeFirstOrThrow()
  const contact = { contactId: entry.contact_id, queueId: entry.queue_id }
  await work.publish('contact.moved', {
    ...contact,
    channel: entry.channel,
    priority: moved.priority,
  })
  await noteDecision(work, contact, {
    kind: 'moved',
    by: work.actor?.name ?? 'Somebody',
    priority: moved.priority,
    isFirst: first,
  })
  await work.audit('contact.moved', entry.contact_id, { queueId: entry.queue_id, priority, first })
}

/** Sends somebody who waits on, as the overflow for a too long wait says; who is to be called back, is not any more. */
export async function removeWaiting(work: Work, waiting: Waiting): Promise<void> {
  const entry = await lockWaiting(work, waiting)
  const { contact_id: contactId, channel, queue_id: queueId } = entry
  await work.audit('contact.removed', contactId, { queueId })
  if (entry.callback_id !== null) return cancelCallback(work, entry.callback_id)
  const why = { outcome: 'removed', message: '' } as const
  await work.publish('contact.overflow_due', { contactId, channel, queueId, ...why })
}

async function lockWaiting(work: Work, { id, contactId }: Waiting): Promise<QueueEntryRow> {
  const entry = await lockEntry(work.tx, contactId)
  if (entry?.queue_id === id) return entry
  throw new Refusal('conflict', { detail: 'It does not wait in this queue any more.' })
}

async function bandBeforeAll(work: Work, entry: QueueEntryRow): Promise<number> {
  const { highest } = await work.tx
    .selectFrom('queue_entries')
    .select((eb) => eb.fn.max('band').as('highest'))
    .where('queue_id', '=', entry.queue_id)
    .executeTakeFirstOrThrow()
  return Math.min(highest + 1, highestBand)
}
