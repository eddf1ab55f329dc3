import type { Queue } from '@iris/contracts'
import { found } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { presentQueue } from './present.ts'
import * as repository from './repository.ts'
import { noteChange } from './service.ts'

/**
 * Closes a queue at once, whatever its hours say: whoever comes and whoever waits hears the message, and goes on as the
 * overflow for closed says. Who is to be called back stays in line, and is called once it is open again. May be done twice:
 * the message is then the newer one.
 */
export async function closeQueue(work: Work, id: string, message: string): Promise<Queue> {
  found(await repository.findQueue(work.tx, id), 'queue')
  const emergency = { since: new Date().toISOString(), by: work.actor?.name ?? '', message }
  const row = await repository.updateQueue(work.tx, id, { emergency: JSON.stringify(emergency) })
  const queue = await noteChange(work, 'queue.closed', found(row, 'queue'), { message })
  await sendEverybodyOn(work, id, { outcome: 'closed', message })
  return queue
}

/** Ends the closing by hand; one that is not closed stays as it is. */
export async function reopenQueue(work: Work, id: string): Promise<Queue> {
  const was = found(await repository.findQueue(work.tx, id), 'queue')
  if (was.emergency === null) return presentQueue(work, was)
  const row = await repository.updateQueue(work.tx, id, { emergency: null })
  return noteChange(work, 'queue.reopened', found(row, 'queue'), {})
}

/** Asks whoever carries those who wait on the line to take them out of it. */
async function sendEverybodyOn(
  work: Work,
  queueId: string,
  why: { readonly outcome: 'closed'; readonly message: string },
): Promise<void> {
  for (const entry of await repository.listOnLine(work.tx, queueId)) {
    const { contact_id: contactId, channel } = entry
    await work.publish('contact.overflow_due', { contactId, channel, queueId, ...why })
  }
}
