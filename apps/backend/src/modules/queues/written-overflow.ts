import type { EventPayload } from '@iris/contracts'
import type { DoWork, EventBus, Work } from '../../work.ts'
import { enterLine, leaveLine } from './line.ts'
import { findQueue, lockEntry, type QueueEntryRow } from './repository.ts'
import { settingsOf } from './settings.ts'
import { wayOut } from './way-out.ts'

/**
 * Sends on what waits in writing and may not any longer. It can go to another queue, or end; a voicemail box, a call back and
 * a flow are for calls, so that in their place it waits on. Resolves to the way to stop.
 */
export function sendWrittenOn(bus: EventBus, doWork: DoWork): Promise<() => Promise<void>> {
  return bus.consume({
    name: 'overflow',
    types: ['contact.overflow_due'],
    handle: async ({ tenantId, payload }) => {
      if (payload.channel === 'voice') return
      await doWork(tenantId, null, (work) => sendOn(work, payload))
    },
  })
}

/** May be done twice: what has gone from the queue is left alone. */
async function sendOn(work: Work, due: EventPayload<'contact.overflow_due'>): Promise<void> {
  const { contactId, queueId, outcome } = due
  // It left the line with its queue.
  if (outcome === 'queue_deleted') return end(work, due)
  const entry = await lockEntry(work.tx, contactId)
  const queue = await findQueue(work.tx, queueId)
  if (!entry || !queue || entry.queue_id !== queueId) return
  const to = wayOut(settingsOf(queue).limits.overflow, outcome)
  if (to.kind !== 'queue' && to.kind !== 'hangup' && outcome !== 'removed') return
  await leaveLine(work, contactId, outcome)
  const goesOn = to.kind === 'queue' && (await moveTo(work, entry, to.queueId))
  if (!goesOn) await end(work, due)
}

/** It waits there since it began to wait. */
function moveTo(work: Work, entry: QueueEntryRow, queueId: string): Promise<boolean> {
  const { contact_id, channel, priority, band, waiting_since, from_value, subject } = entry
  return enterLine(
    work,
    {
      contact_id,
      channel,
      priority,
      band,
      waiting_since,
      from_value,
      subject,
      queue_id: queueId,
      only_agent_id: entry.only_agent_id,
      needs: JSON.stringify(entry.needs),
      ...(entry.relax && { relax: JSON.stringify(entry.relax) }),
    },
    { again: false, numberId: null },
  )
}

async function end(
  work: Work,
  { contactId, channel, queueId }: EventPayload<'contact.overflow_due'>,
): Promise<void> {
  const outcome = 'flowed_out'
  await work.publish('contact.ended', { contactId, channel, queueId, agentId: null, outcome })
}
