import type { TalkTarget } from '@iris/contracts'
import { causedBy, type Person } from '../../../agents/cause.ts'
import { type AgentOffer, type AgentRing, outcomeOf, ringAgent } from './agent-ring.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import type { Dialled } from '../dialling/dial-out.ts'
import { agentEventOf, type OfferOutcome } from '../../../routing/offers.ts'
import type { AgentMove, QueuePlace } from '../ledger/ledger.ts'
import { type NumberRing, ringNumber } from './number-ring.ts'

/** A colleague's phone that rings for a call, or a number outside that is being called for it. */
export type Ring = AgentRing | NumberRing

/** How a ring came to its end without a talk. */
export type RingOutcome = OfferOutcome | 'busy'

/** How long a number outside rings; people there are not waiting for it, as agents are. */
const numberRingMs = 45_000

/** Rings a colleague or calls a number; `undefined` when the colleague has no phone to ring. */
export async function ringTarget(
  call: CallInProgress,
  place: QueuePlace | null,
  target: TalkTarget,
  {
    ringTimeoutMs,
    from,
  }: { readonly ringTimeoutMs: number; readonly from: NonNullable<AgentOffer['from']> },
): Promise<Ring | undefined> {
  if (target.kind === 'number') {
    const { callerLeg: beside, numberValue: preferredCallerId } = call.facts
    const wishes = { ringTimeoutMs: numberRingMs, beside, preferredCallerId }
    return ringNumber(call, target.number, wishes)
  }
  const { id: agentId, name: agentName } = target.agent
  const expiresAtMs = Date.now() + ringTimeoutMs
  return ringAgent(call, place, { agentId, agentName, expiresAtMs, from })
}

export function targetOf(ring: Ring): TalkTarget {
  if (ring.kind === 'number') return { kind: 'number', number: ring.number }
  return { kind: 'agent', agent: { id: ring.agentId, name: ring.agentName } }
}

/** Stops what rings. What comes of it then is nobody's business any more. */
export async function stopRinging(call: CallInProgress, ring: Ring): Promise<void> {
  if (ring.kind === 'number') return ring.giveUp.abort()
  await call.parts.voice.hangup(ring.leg, 'ORIGINATOR_CANCEL')
}

/** How it ended that a number was called, where nobody took it. */
export function outcomeOfNumber({ cause }: Extract<Dialled, { kind: 'failed' }>): RingOutcome {
  return cause === 'USER_BUSY' ? 'busy' : outcomeOf(cause)
}

/** What the end of a ring means for the colleague who was rung; a number has no state of ours. */
export function ringOver(
  call: CallInProgress,
  target: TalkTarget,
  outcome: RingOutcome,
  stoppedBy?: Person,
): AgentMove[] {
  if (target.kind === 'number' || outcome === 'busy') return []
  const event = { kind: agentEventOf[outcome], callId: call.facts.id } as const
  return [{ agentId: target.agent.id, event, ...(stoppedBy && { cause: causedBy(stoppedBy) }) }]
}
