import type { CallStep, QueueOutcome, WaitOffer } from '@iris/contracts'
import { keyExit } from '@iris/flow'
import type { Cause } from '@iris/telephony'
import { outcomeOf, ringAgent } from '../ringing/agent-ring.ts'
import {
  type CallInProgress,
  type CallMessage,
  type CallPhase,
  nextInBackground,
  type QueueRing,
  setTimer,
} from '../call-in-progress.ts'
import type { OfferFailure, QueueOffer, QueuePlace } from '../ledger/ledger.ts'
import { endTalkRecording } from '../talk/recording-stage.ts'
import { beginTalk } from '../talk/talking.ts'
import type { Admission } from '../../../queues/admission.ts'
import { settingsOf } from '../../../queues/settings.ts'
import { queueFactsOf } from './queue-facts.ts'
import { isGone } from '../unless-gone.ts'
import { treatWaiting } from './waiting-treatment.ts'

type Queued = Extract<CallPhase, { kind: 'queued' }>

/** Puts the caller into a place of the queue: a new one, or the one held before. */
export async function enterQueue(
  call: CallInProgress,
  place: QueuePlace,
  entered: readonly CallStep[],
): Promise<void> {
  call.phase = { kind: 'queued', place, rings: [] }
  call.leg.forgetTypedAhead()
  clearTimeout(call.timer)
  const admission = await call.parts.ledger.queued(place, call.path.steps, entered)
  if (admission.kind !== 'admitted') return refused(call, place, admission)
  const { queue } = admission
  call.rules = settingsOf(queue)
  call.queues.set(queue.id, queueFactsOf(queue))
  waitOn(call, place)
}

function waitOn(call: CallInProgress, place: QueuePlace): void {
  clearTimeout(call.timer)
  const nowMs = Date.now()
  const limitMs = call.rules?.limits.maxWaitMs ?? null
  const limitAtMs = limitMs === null ? Infinity : nowMs + limitMs
  const { queueId, expiresAtMs } = place
  // Of two that are over at once, whoever put the caller here has the say.
  if (expiresAtMs !== null && expiresAtMs <= limitAtMs) {
    setTimer(call, Math.max(0, expiresAtMs - nowMs), { kind: 'longest-wait-over' })
  } else if (limitMs !== null) {
    setTimer(call, limitMs, { kind: 'overflow', queueId, outcome: 'max_wait', message: '' })
  }
  treatWaiting(call, place)
}

/** The queue does not take the caller: the overflow stage has them. */
function refused(
  call: CallInProgress,
  place: QueuePlace,
  admission: Exclude<Admission, { kind: 'admitted' }>,
): void {
  call.phase = { kind: 'flow' }
  nextInBackground(call)
  if (admission.kind === 'gone') {
    call.path.leaveQueue('closed', Date.now())
    const message = { kind: 'turned-away', place, outcome: 'queue_deleted' } as const
    return call.post({ ...message, rules: undefined, message: '' })
  }
  const { queue, cause: outcome } = admission
  call.path.leaveQueue(outcome, Date.now())
  const message = outcome === 'closed' ? (queue.emergency?.message ?? '') : ''
  call.post({ kind: 'turned-away', place, outcome, rules: settingsOf(queue), message })
}

/**
 * Rings an agent the contact was offered to; where it was offered to several, each is rung, and the first to accept has it.
 * An offer that comes too late was taken back already.
 */
export async function takeOffer(
  call: CallInProgress,
  offer: Extract<CallMessage, { kind: 'offered' }>,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued' || isRung(phase, offer)) return
  const step = call.path.enterAgent({ id: offer.agentId, name: offer.agentName }, Date.now())
  const ring = await ringAgent(call, phase.place, offer)
  if (!ring) return offerFailed(call, phase, { ...offer, outcome: 'unreachable' })
  call.phase = { ...phase, rings: [...phase.rings, { ...ring, offer: offer.offer }] }
  await call.parts.ledger.ringing(call.path.steps, step)
}

/** A contact that is rung already is offered to others by the same offer only. */
function isRung({ rings }: Queued, { agentId, offer }: QueueOffer): boolean {
  return rings.some((ring) => ring.agentId === agentId || ring.offer !== offer)
}

/** An offer was taken back: the agent has gone, or somebody has ended it for them. */
export async function withdrawRing(call: CallInProgress, agentId: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'queued') return
  const ring = phase.rings.find((one) => one.agentId === agentId)
  if (!ring) return
  call.phase = { ...phase, rings: phase.rings.filter((one) => one !== ring) }
  await stopRings(call, [ring])
}

/** An agent who was rung has accepted; others who were rung for it are not rung any more. */
export async function ringAnswered(call: CallInProgress, agentLeg: string): Promise<void> {
  const { phase } = call
  const ring = ringOfLeg(phase, agentLeg)
  if (phase.kind !== 'queued' || !ring) return
  const { agentId, agentName, offer } = ring
  const nowMs = Date.now()
  const others = phase.rings.filter((one) => one !== ring)
  clearTimeout(call.timer)
  try {
    await beginTalk(call, phase.place, { id: agentId, name: agentName, sinceMs: nowMs }, agentLeg)
  } catch (error) {
    // Hung up in this moment: the end of that leg ends the offer, and the caller waits on.
    if (isGone(error)) waitOn(call, phase.place)
    throw error
  }
  await stopRings(call, others)
  const { queueId, waitingSinceMs } = phase.place
  const stepsIfTaken = call.path.stepsAfterQueue('answered', nowMs)
  const waitMs = nowMs - waitingSinceMs
  const isTheirs = await call.parts.ledger.connected(
    { queueId, agentId, offer },
    nowMs,
    waitMs,
    stepsIfTaken,
  )
  if (isTheirs) call.path.leaveQueue('answered', nowMs)
  else await takeBack(call, phase.place, { ring, others })
}

/** The agent accepted what was not theirs any more: the caller waits on in the same place. */
async function takeBack(
  call: CallInProgress,
  place: QueuePlace,
  { ring, others }: { readonly ring: QueueRing; readonly others: readonly QueueRing[] },
): Promise<void> {
  if (call.phase.kind !== 'talking') return
  await Promise.all([call.phase.talk.end(), endTalkRecording(call)])
  call.phase = { kind: 'queued', place, rings: [] }
  await stopRings(call, [ring])
  for (const { agentId, offer } of others) {
    const failed = { agentId, offer, outcome: 'withdrawn' } as const
    await call.parts.ledger.offerFailed(failed, call.path.steps)
  }
  waitOn(call, place)
}

/** An agent who was rung has not accepted; the caller goes on waiting in the same place. */
export async function ringEnded(
  call: CallInProgress,
  agentLeg: string,
  cause: Cause,
): Promise<void> {
  const { phase } = call
  const ring = ringOfLeg(phase, agentLeg)
  if (phase.kind !== 'queued' || !ring) return
  await offerFailed(call, phase, { ...ring, outcome: outcomeOf(cause) })
}

function ringOfLeg(phase: CallPhase, leg: string): QueueRing | undefined {
  return phase.kind === 'queued' ? phase.rings.find((ring) => ring.leg === leg) : undefined
}

async function offerFailed(
  call: CallInProgress,
  phase: Queued,
  { agentId, offer, outcome }: OfferFailure,
): Promise<void> {
  call.phase = { ...phase, rings: phase.rings.filter((ring) => ring.agentId !== agentId) }
  call.path.leaveAgent(agentId, outcome, Date.now())
  await call.parts.ledger.offerFailed({ agentId, offer, outcome }, call.path.steps)
}

/** Their phones ring no more. What becomes of the agents is written down elsewhere. */
async function stopRings(call: CallInProgress, rings: readonly QueueRing[]): Promise<void> {
  for (const { agentId } of rings) call.path.leaveAgent(agentId, 'withdrawn', Date.now())
  await Promise.all(rings.map(({ leg }) => call.parts.voice.hangup(leg, 'ORIGINATOR_CANCEL')))
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
  phase: Queued,
  outcome: QueueOutcome = 'left',
): Promise<void> {
  call.phase = { kind: 'flow' }
  nextInBackground(call)
  await stopRings(call, phase.rings)
  await call.parts.ledger.leftQueue(call.path.steps, outcome)
}
