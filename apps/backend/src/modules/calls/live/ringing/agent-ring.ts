import type { Cause, LegId, Origination } from '@iris/telephony'
import type { Person } from '../../../agents/cause.ts'
import type { PhonePresence } from '../../../phones/presence.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import type { OfferOutcome } from '../../../routing/offers.ts'
import type { QueuePlace } from '../ledger/ledger.ts'

/** An agent's phone that rings for a call. */
export interface AgentRing {
  readonly kind: 'agent'
  readonly agentId: string
  readonly agentName: string
  readonly leg: LegId
  /** The supervisor who has stopped it; its leg is about to end. */
  readonly stoppedBy?: Person
}

export interface AgentOffer {
  readonly agentId: string
  readonly agentName: string
  readonly expiresAtMs: number
  /** Whether the agent has asked for the call: the phone may answer by itself. */
  readonly isAskedFor?: true
  /** The colleague who gives the caller away, asks for advice, or did not take the caller, who comes back. */
  readonly from?: { readonly name: string; readonly why: 'transfer' | 'consult' | 'return' }
}

/**
 * Rings an agent's phone for a call; `undefined` when there is none to ring. What the desk shows while it rings travels
 * in the INVITE, so that it needs no second look-up.
 */
export async function ringAgent(
  call: CallInProgress,
  place: QueuePlace | null,
  offer: AgentOffer,
): Promise<AgentRing | undefined> {
  const to = phonesFor(offer, call.parts.phones)
  if (!to) return undefined
  const { id, from, numberDisplay } = call.facts
  const leg = await call.parts.voice.originate({
    to,
    from: { user: from.user, displayName: from.display },
    beside: call.facts.callerLeg,
    headers: {
      ...offerHeaders({
        callId: id,
        numberDisplay,
        queueName: queueNameOf(call, place),
        waitingSinceMs: place?.waitingSinceMs,
        expiresAtMs: offer.expiresAtMs,
      }),
      ...(offer.isAskedFor && { 'X-Iris-Asked-For': 'pick-up' }),
      ...(offer.from && {
        'X-Iris-Colleague': encodeURIComponent(offer.from.name),
        'X-Iris-Colleague-Wants': offer.from.why,
      }),
    },
    ringTimeoutMs: Math.max(1000, offer.expiresAtMs - Date.now()),
  })
  call.parts.followLeg(leg)
  return { kind: 'agent', agentId: offer.agentId, agentName: offer.agentName, leg }
}

/** Every phone of the agent's rings; but what was asked for is taken by itself, which one of them only may do. */
function phonesFor(
  { agentId, isAskedFor }: AgentOffer,
  phones: PhonePresence,
): Extract<Origination['to'], { kind: 'user' }> | undefined {
  if (!isAskedFor) return phones.everyPhoneOf(agentId)
  const user = phones.phoneOf(agentId)
  return user === undefined ? undefined : { kind: 'user', user }
}

/** What a desk shows of a call while it rings, as headers of the INVITE. */
export function offerHeaders(shown: {
  readonly callId: string
  readonly numberDisplay: string
  readonly queueName: string
  /** Of a caller who comes from a queue. */
  readonly waitingSinceMs: number | undefined
  readonly expiresAtMs: number
}): Record<string, string> {
  return {
    'X-Iris-Call': shown.callId,
    'X-Iris-Number': shown.numberDisplay,
    'X-Iris-Queue': shown.queueName,
    ...(shown.waitingSinceMs !== undefined && {
      'X-Iris-Waiting-Since': new Date(shown.waitingSinceMs).toISOString(),
    }),
    'X-Iris-Offer-Expires': new Date(shown.expiresAtMs).toISOString(),
  }
}

/** The name of the queue the caller came from; nothing for one who came from none. */
export function queueNameOf(call: CallInProgress, place: QueuePlace | null): string {
  return (place && call.queues.get(place.queueId)?.name) ?? ''
}

const rejections: ReadonlySet<Cause> = new Set(['CALL_REJECTED', 'USER_BUSY', 'NORMAL_CLEARING'])
const misses: ReadonlySet<Cause> = new Set(['NO_ANSWER', 'NO_USER_RESPONSE'])

/**
 * What it means for an offer that the agent's leg ended before they could talk. An agent who accepts and hangs up at once
 * has rejected it.
 */
export function outcomeOf(cause: Cause): Exclude<OfferOutcome, 'accepted' | 'withdrawn'> {
  if (rejections.has(cause)) return 'rejected'
  return misses.has(cause) ? 'missed' : 'unreachable'
}
