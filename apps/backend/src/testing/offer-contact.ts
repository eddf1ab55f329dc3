import { moveAgent } from '../modules/agents/service.ts'
import type { Work } from '../work.ts'

/** Offers a waiting call to an agent who is available, as routing does; gives which of its offers that is. */
export async function offerContact(
  work: Work,
  { contactId, agentId }: { readonly contactId: string; readonly agentId: string },
  expiresAtMs = Date.now() + 20_000,
): Promise<number> {
  const { offer } = await work.tx
    .updateTable('queue_entries')
    .set((eb) => ({
      offered_to: agentId,
      offer_expires_at: new Date(expiresAtMs),
      offer: eb('offer', '+', 1),
    }))
    .where('contact_id', '=', contactId)
    .returning('offer')
    .executeTakeFirstOrThrow()
  await moveAgent(work, agentId, { kind: 'offered', callId: contactId })
  return offer
}
