import type { CallOrder, CallStep, TalkTarget } from '@iris/contracts'
import type { Cause, LegId } from '@iris/telephony'
import { outcomeOf } from '../ringing/agent-ring.ts'
import { type CallInProgress, type CallPhase, nextInBackground } from '../call-in-progress.ts'
import type { Dialled } from '../dialling/dial-out.ts'
import { isGone } from '../unless-gone.ts'
import { beginForwarded } from './forward-stage.ts'
import type { AgentMove } from '../ledger/ledger.ts'
import type { NumberRing } from '../ringing/number-ring.ts'
import { enterQueue } from '../waiting/queue-stage.ts'
import { endTalkRecording } from '../talk/recording-stage.ts'
import { referDone, referFailed } from './refer-stage.ts'
import { goBack } from './return-stage.ts'
import {
  outcomeOfNumber,
  type Ring,
  type RingOutcome,
  ringOver,
  ringTarget,
  targetOf,
} from '../ringing/ring.ts'
import { endSupervision } from '../talk/supervision.ts'
import { afterTalk, beginTalk, openTalk } from '../talk/talking.ts'
import { treatTransferring } from '../waiting/waiting-treatment.ts'

type Talking = Extract<CallPhase, { kind: 'talking' }>
type Transferring = Extract<CallPhase, { kind: 'transferring' }>
type Transfer = Extract<CallOrder, { kind: 'transfer' }>
type Queue = Extract<Transfer['to'], { kind: 'queue' }>['queue']

/** The agent gives the caller away at once: to a queue, a number outside, or a colleague who was reserved for it. */
export async function transfer(call: CallInProgress, order: Transfer): Promise<void> {
  const { phase } = call
  const { to } = order
  if (phase.kind !== 'talking' || phase.consult) {
    await referFailed(call, 'USER_BUSY')
    if (to.kind === 'agent') await call.parts.control.moved(ringOver(call, to, 'withdrawn'))
    return
  }
  if (to.kind === 'queue') return transferToQueue(call, phase, to.queue)
  return transferToTarget(call, phase, to, order.ringTimeoutMs)
}

/** The caller begins to wait anew, with the priority they had. */
async function transferToQueue(call: CallInProgress, from: Talking, queue: Queue): Promise<void> {
  const { id: queueId, ...facts } = queue
  const wrapUp = await leaveTalk(call, from)
  const nowMs = Date.now()
  const entered = call.path.enterQueue(queue, nowMs)
  call.queues.set(queueId, facts)
  await call.parts.control.transferStarted({
    agent: wrapUp,
    to: { kind: 'queue', queue },
    path: call.path.steps,
    entered: [],
  })
  const priority = from.place?.priority ?? 0
  const place = {
    queueId,
    priority,
    jumps: true,
    waitingSinceMs: nowMs,
    expiresAtMs: null,
  } as const
  await enterQueue(call, place, [entered])
}

/** A colleague whose phone cannot be rung leaves everything as it was. */
async function transferToTarget(
  call: CallInProgress,
  from: Talking,
  target: TalkTarget,
  ringTimeoutMs: number,
): Promise<void> {
  const ring = await ringTarget(call, from.place, target, {
    ringTimeoutMs,
    from: { name: from.agent.name, why: 'transfer' },
  })
  if (!ring) {
    await referFailed(call, 'USER_NOT_REGISTERED')
    return call.parts.control.moved(ringOver(call, target, 'unreachable'))
  }
  const wrapUp = await leaveTalk(call, from)
  const entered = call.path.enterTarget(target, Date.now())
  await beginTransferring(call, from, { ring, wrapUp, entered: [entered] })
}

/** The caller hears music while the colleague or the number is rung, and nobody talks with them. */
export async function beginTransferring(
  call: CallInProgress,
  from: Talking,
  next: {
    readonly ring: Ring
    readonly wrapUp: AgentMove
    readonly entered: readonly CallStep[]
  },
): Promise<void> {
  const { ring, wrapUp, entered } = next
  call.phase = { kind: 'transferring', place: from.place, from: from.agent, ring }
  treatTransferring(call)
  await call.parts.control.transferStarted({
    agent: wrapUp,
    to: targetOf(ring),
    path: call.path.steps,
    entered,
  })
}

/** Ends the agent's part of the talk; the caller's leg stays. Gives what that means for the agent. */
export async function leaveTalk(
  call: CallInProgress,
  { place, agent, talk }: Talking,
  outcome = 'transferred',
): Promise<AgentMove> {
  const nowMs = Date.now()
  const agentLeg = talk.legOf('agent')
  call.talkMs += nowMs - agent.sinceMs
  call.path.leaveAgent(agent.id, outcome, nowMs)
  await Promise.all([talk.end(), endTalkRecording(call)])
  await endSupervision(call)
  await referDone(call)
  if (agentLeg !== undefined) await call.parts.voice.hangup(agentLeg, 'NORMAL_CLEARING')
  const event = {
    kind: 'call_ended',
    callId: call.facts.id,
    ...afterTalk(call, place, agent),
  } as const
  return { agentId: agent.id, event }
}

/** The colleague has taken the caller. */
export async function transferAnswered(call: CallInProgress, leg: LegId): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'transferring' || phase.ring.kind !== 'agent' || phase.ring.leg !== leg) return
  const { agentId, agentName } = phase.ring
  const { place, from } = phase
  await beginTalk(call, place, { id: agentId, name: agentName, sinceMs: Date.now() }, leg)
  await call.parts.control.transferred({
    queueId: place?.queueId ?? null,
    fromAgentId: from.id,
    to: targetOf(phase.ring),
    path: call.path.steps,
    moves: ringOver(call, targetOf(phase.ring), 'accepted'),
  })
}

/** The number has taken the caller, or will not. */
export async function transferDialled(
  call: CallInProgress,
  phase: Transferring & { readonly ring: NumberRing },
  dialled: Dialled,
): Promise<void> {
  if (dialled.kind === 'failed') return notTaken(call, phase, outcomeOfNumber(dialled))
  const { number } = phase.ring
  nextInBackground(call)
  const { voice } = call.parts
  const talk = await openTalk(call, dialled.leg).catch(async (error: unknown) => {
    await voice.hangup(dialled.leg, 'NORMAL_CLEARING')
    if (!isGone(error)) throw error
  })
  // One of the two has hung up in this moment. If it was the caller, that ends the call.
  if (!talk) return notTaken(call, phase, 'unreachable')
  await beginForwarded(call, { ...phase, number, talk, moves: [] })
}

/** The colleague did not take the caller. */
export async function transferRingEnded(
  call: CallInProgress,
  leg: LegId,
  cause: Cause,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'transferring' || phase.ring.kind !== 'agent' || phase.ring.leg !== leg) return
  await notTaken(call, phase, outcomeOf(cause))
}

/** Nobody has taken the caller, and the agent who gave them away has left: the caller goes back. */
async function notTaken(
  call: CallInProgress,
  phase: Transferring,
  outcome: RingOutcome,
): Promise<void> {
  const target = targetOf(phase.ring)
  const stoppedBy = phase.ring.kind === 'agent' ? phase.ring.stoppedBy : undefined
  call.path.leaveTarget(target, outcome, Date.now(), stoppedBy)
  const moves = ringOver(call, target, outcome, stoppedBy)
  await call.parts.control.transferFailed(moves, call.path.steps)
  await goBack(call, phase, target.kind === 'agent' ? target.agent.name : target.number.display)
}
