import type { EventPayload } from '@iris/contracts'
import { sql } from 'kysely'
import type { Work } from '../../work.ts'
import { lockAgents } from '../agents/repository.ts'
import { moveAgent } from '../agents/service.ts'
import { noteDecision } from './decisions.ts'
import { lockEntry, type QueueEntryRow } from '../queues/repository.ts'

export type OfferOutcome = EventPayload<'contact.offer_ended'>['outcome']

/** One agent's offer of a contact. `offer` says which of the contact's offers: a word about an older one is void. */
export interface OfferRef {
  readonly contactId: string
  readonly agentId: string
  readonly offer?: number
}

export interface OfferEnd {
  readonly outcome: Exclude<OfferOutcome, 'accepted'>
  /** Why the agent turned it down, in their words. */
  readonly reason?: string
}

/** What happens to an agent by the end of an offer of a call. */
export const agentEventOf = {
  accepted: 'offer_accepted',
  rejected: 'offer_rejected',
  missed: 'offer_missed',
  unreachable: 'offer_unreachable',
  withdrawn: 'offer_withdrawn',
} as const satisfies Record<OfferOutcome, string>

/** Everybody to whom a contact is offered right now. */
export function agentsOffered(
  entry: Pick<QueueEntryRow, 'offered_to' | 'also_offered_to'>,
): readonly string[] {
  return entry.offered_to === null ? [] : [entry.offered_to, ...entry.also_offered_to]
}

/** Locks the contact's place where it is offered to the agent by that offer; `undefined` where it is not, or not any more. */
export async function lockOffered(
  work: Work,
  { contactId, agentId, offer }: OfferRef,
): Promise<QueueEntryRow | undefined> {
  const entry = await lockEntry(work.tx, contactId)
  if (!entry || !agentsOffered(entry).includes(agentId)) return undefined
  return offer === undefined || entry.offer === offer ? entry : undefined
}

/**
 * An agent does not take what was offered: the contact keeps its place, and waits again once nobody is offered it any more.
 * False where the offer was over.
 */
export async function endOffer(work: Work, ref: OfferRef, end: OfferEnd): Promise<boolean> {
  const entry = await lockOffered(work, ref)
  if (!entry) return false
  const [first = null, ...others] = agentsOffered(entry).filter((id) => id !== ref.agentId)
  const declines = end.outcome !== 'withdrawn'
  await work.tx
    .updateTable('queue_entries')
    .set({
      offered_to: first,
      also_offered_to: others,
      preferred_agent_id: null,
      ...(first === null && { offer_expires_at: null }),
      ...(declines && { declined: withDecline(ref.agentId) }),
    })
    .where('contact_id', '=', ref.contactId)
    .execute()
  await overFor(work, entry, { agentId: ref.agentId, ...end })
  if (end.outcome === 'withdrawn') {
    const contact = { contactId: ref.contactId, queueId: entry.queue_id }
    await noteDecision(work, contact, { kind: 'withdrawn', agentId: ref.agentId })
  }
  return true
}

/** Whatever was offered of a contact that has left its line is over: taken by one agent, or by none. */
export async function closeOffers(
  work: Work,
  entry: QueueEntryRow,
  takenBy: string | null,
): Promise<void> {
  const agents = agentsOffered(entry).toSorted()
  if (agents.length > 1) await lockAgents(work.tx, agents)
  for (const agentId of agents) {
    await overFor(work, entry, {
      agentId,
      outcome: agentId === takenBy ? 'accepted' : 'withdrawn',
    })
  }
}

async function overFor(
  work: Work,
  { contact_id: contactId, channel, queue_id: queueId }: QueueEntryRow,
  { agentId, outcome, reason }: { agentId: string; outcome: OfferOutcome; reason?: string },
): Promise<void> {
  if (channel === 'voice') {
    await moveAgent(work, agentId, { kind: agentEventOf[outcome], callId: contactId })
  } else if (outcome !== 'accepted') {
    await work.tx
      .deleteFrom('agent_work')
      .where('contact_id', '=', contactId)
      .where('agent_id', '=', agentId)
      .where('phase', '=', 'offered')
      .execute()
  }
  await work.publish('contact.offer_ended', {
    contactId,
    channel,
    queueId,
    agentId,
    outcome,
    ...(reason !== undefined && { reason }),
  })
}

/** By the database's clock: those of processes may be set. */
function withDecline(agentId: string) {
  return sql<string>`declined || jsonb_build_array(jsonb_build_object(
    'agentId', ${agentId}::text,
    'atMs', floor(extract(epoch from clock_timestamp()) * 1000)
  ))`
}
