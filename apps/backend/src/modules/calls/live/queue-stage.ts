import type { CallStep, QueueOutcome, WaitOffer } from '@iris/contracts'
import { keyExit } from '@iris/flow'
import type { Cause } from '@iris/telephony'
import { outcomeOf, ringAgent } from './agent-ring.ts'
import {
  type CallInProgress,
  type CallPhase,
  nextInBackground,
  setTimer,
} from './call-in-progress.ts'
import type { OfferEnd, QueuePlace } from './ledger.ts'
import { beginTalk } from './talking.ts'
import { treatWaiting } from './waiting-treatment.ts'

/** Puts the caller into a place of the queue: a new one, or the one held before. */
export async function enterQueue(
  call: CallInProgress,
  place: QueuePlace,
  entered: readonly CallStep[],
): Promise<void> {
  call.phase = { kind: 'queued', place, ring: undefined }
  call.leg.forgetTypedAhead()
  clearTimeout(call.timer)
  if (place.expiresAtMs !== null) {
    setTimer(call, Math.max(0, place.expiresAtMs - Date.now()), { kind: 'longest-wait-over' })
  }
  await call.parts.ledger.queued(place, call.path.steps, entered)
  treatWaiting(call, place)
}

/** Rings the agent the contact was offered to. An offer that comes too late was taken back already. */
export async function takeOffer(
  call: CallInProgress,
  offer: { readonly agentId: string; readonly agentName: string; readonly expiresAtMs: number },
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued' || phase.ring) return
  const step = call.path.enterAgent({ id: offer.agentId, name: offer.agentName }, Date.now())
  const ring = await ringAgent(call, phase.place, offer)
  if (!ring) {
    const { queueId } = phase.place
    return offerFailed(call, phase.place, {
      queueId,
      agentId: offer.agentId,
      outcome: 'unreachable',
    })
  }
  call.phase = { ...phase, ring }
  await call.parts.ledger.ringing(call.path.steps, step)
}

/** The agent who was rung has accepted. */
export async function ringAnswered(call: CallInProgress, agentLeg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued' || phase.ring?.leg !== agentLeg) return
  const { agentId, agentName } = phase.ring
  const nowMs = Date.now()
  clearTimeout(call.timer)
  await beginTalk(call, phase.place, { id: agentId, name: agentName, sinceMs: nowMs }, agentLeg)
  call.path.leaveQueue('answered', nowMs)
  const { queueId, waitingSinceMs } = phase.place
  await call.parts.ledger.connected(
    { queueId, agentId },
    nowMs,
    nowMs - waitingSinceMs,
    call.path.steps,
  )
}

/** The agent who was rung has not accepted; the caller goes on waiting in the same place. */
export async function ringEnded(
  call: CallInProgress,
  agentLeg: string,
  cause: Cause,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued' || phase.ring?.leg !== agentLeg) return
  const { agentId } = phase.ring
  await offerFailed(call, phase.place, {
    queueId: phase.place.queueId,
    agentId,
    outcome: outcomeOf(cause),
  })
}

async function offerFailed(
  call: CallInProgress,
  place: QueuePlace,
  offer: OfferEnd,
): Promise<void> {
  const nowMs = Date.now()
  call.phase = { kind: 'queued', place, ring: undefined }
  call.path.leaveAgent(offer.agentId, offer.outcome, nowMs)
  await call.parts.ledger.offerFailed(offer, call.path.steps, nowMs)
}

/** The longest wait has passed: the caller leaves the queue, and whoever is being rung is not rung any more. */
export async function leaveByTimeout(call: CallInProgress): Promise<void> {
  if (call.phase.kind !== 'queued') return
  call.leftPlace = call.phase.place
  call.path.leaveQueue('timeout', Date.now())
  await leaveQueue(call, call.phase, 'max_wait')
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'timeout' } })
}

/**
 * The caller takes a way out that they were offered, and whoever is being rung is not rung any more. A key that comes after an
 * agent has accepted is a key in their talk.
 */
export async function leaveByKey(
  call: CallInProgress,
  { key, action }: Pick<WaitOffer, 'key' | 'action'>,
): Promise<void> {
  if (call.phase.kind !== 'queued') return
  call.leftPlace = call.phase.place
  call.path.leaveQueue(keyExit(key), Date.now())
  await leaveQueue(call, call.phase, action === 'callback' ? 'callback' : 'left')
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'offer', key, action } })
}

/** Takes the caller out of the queue; whoever is being rung is not rung any more. */
export async function leaveQueue(
  call: CallInProgress,
  phase: Extract<CallPhase, { kind: 'queued' }>,
  outcome: QueueOutcome = 'left',
): Promise<void> {
  call.phase = { kind: 'flow' }
  nextInBackground(call)
  if (phase.ring) {
    call.path.leaveAgent(phase.ring.agentId, 'withdrawn', Date.now())
    await call.parts.voice.hangup(phase.ring.leg, 'ORIGINATOR_CANCEL')
  }
  await call.parts.ledger.leftQueue(call.path.steps, outcome)
}
