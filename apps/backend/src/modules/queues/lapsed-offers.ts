import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { moveAgent } from '../agents/service.ts'
import * as repository from './repository.ts'

/** An offer ends by itself when the phone stops ringing; one that is so much older was forgotten. */
const graceMs = 10_000

/** Takes back offers that nobody is ringing for any more. Run every few seconds. */
export async function takeBackLapsedOffers(
  database: Database<Tables>,
  doWork: DoWork,
): Promise<void> {
  const before = new Date(Date.now() - graceMs)
  const lapsed = await database.asSystem((tx) => repository.listLapsedOffers(tx, before))
  for (const { tenant_id, queue_id, contact_id, channel, offered_to } of lapsed) {
    if (offered_to === null) continue
    await doWork(tenant_id, null, async (work) => {
      await repository.returnEntry(work.tx, contact_id, undefined)
      await moveAgent(work, offered_to, { kind: 'offer_withdrawn', callId: contact_id })
      await work.publish('contact.offer_ended', {
        contactId: contact_id,
        channel,
        queueId: queue_id,
        agentId: offered_to,
        outcome: 'withdrawn',
      })
    })
  }
}
