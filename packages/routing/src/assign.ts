import type { AvailableAgent, Decline, Offer, WaitingContact } from './snapshot.ts'
import { FreeAgents } from './free-agents.ts'
import { compareWaiting } from './waiting-order.ts'

/** How long an agent who missed or rejected a contact is not offered it again, unless told otherwise. */
export const defaultDeclineCooldownMs = 30_000

export interface Situation {
  readonly waiting: readonly WaitingContact[]
  /** Those who can take an offer now: in state `available`, and not reserved. */
  readonly agents: readonly AvailableAgent[]
  readonly nowMs: number
  readonly declineCooldownMs?: number
}

/**
 * Says who is offered what now. Contacts are served by higher priority, then longest waiting; each goes to its preferred
 * agent if that one is free and answers its queue, else to the queue's agent who has been idle longest. An agent who
 * declined a contact less than the cooldown ago is passed over for it. Every agent and every contact gets one offer at
 * most, and no free agent is left without one while a contact waits whom that agent may take. Offers come in the order
 * of service; the order of the input does not matter.
 *
 * It is longest-idle, not a maximum matching: an agent of two queues may be given to one of them though an agent of that
 * queue alone was free.
 *
 * Cost: O(W log W + M log M + D) for W contacts, M queue memberships of agents and D declines. Sorting dominates: contacts
 * never look at agents one by one, they ask their queue's line of free agents, which skips those taken by a union-find
 * (see `FreeAgents`), and step over only the agents that declined them.
 */
export function assign(situation: Situation): Offer[] {
  const { waiting, agents, nowMs, declineCooldownMs = defaultDeclineCooldownMs } = situation
  const free = new FreeAgents(agents)
  const offered = new Set<string>()
  const offers: Offer[] = []
  for (const contact of [...waiting].sort(compareWaiting)) {
    if (free.size === 0) break
    if (offered.has(contact.contactId)) continue
    const agentId = choose(contact, free, coolingDown(contact.declined, nowMs - declineCooldownMs))
    if (agentId === undefined) continue
    free.take(agentId)
    offered.add(contact.contactId)
    offers.push({ contactId: contact.contactId, agentId })
  }
  return offers
}

/**
 * When the next cooldown of a waiting contact ends, in ms; `undefined` if none runs. Assign again then: nothing else
 * will have happened that would call for it.
 */
export function nextCooldownEndsAtMs(
  waiting: readonly Pick<WaitingContact, 'declined'>[],
  nowMs: number,
  declineCooldownMs = defaultDeclineCooldownMs,
): number | undefined {
  let next: number | undefined
  for (const { atMs } of waiting.flatMap((contact) => contact.declined)) {
    const endsAtMs = atMs + declineCooldownMs
    if (endsAtMs > nowMs && (next === undefined || endsAtMs < next)) next = endsAtMs
  }
  return next
}

function choose(
  contact: WaitingContact,
  free: FreeAgents,
  except: ReadonlySet<string>,
): string | undefined {
  const { preferredAgentId, queueId } = contact
  if (preferredAgentId !== undefined && !except.has(preferredAgentId)) {
    if (free.isFree(preferredAgentId, queueId)) return preferredAgentId
  }
  return free.longestIdle(queueId, except)
}

const nobody: ReadonlySet<string> = new Set()

function coolingDown(declined: readonly Decline[], afterMs: number): ReadonlySet<string> {
  if (declined.length === 0) return nobody
  return new Set(declined.filter(({ atMs }) => atMs > afterMs).map(({ agentId }) => agentId))
}
