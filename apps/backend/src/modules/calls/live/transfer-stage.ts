import type { CallOrder } from '@iris/contracts'
import type { Cause } from '@iris/telephony'
import { type AgentRing, outcomeOf, ringAgent } from './agent-ring.ts'
import type { CallInProgress, CallPhase } from './call-in-progress.ts'
import { type AgentMove, agentEventOf, type OfferEnd } from './ledger.ts'
import { enterQueue } from './queue-stage.ts'
import { goBack } from './return-stage.ts'
import { endRecording } from './recording-stage.ts'
import { endSupervision } from './supervision.ts'
import { afterTalk, beginTalk } from './talking.ts'
import { treatTransferring } from './waiting-treatment.ts'

type Talking = Extract<CallPhase, { kind: 'talking' }>
type Transfer = Extract<CallOrder, { kind: 'transfer' }>
type Queue = Extract<Transfer['to'], { kind: 'queue' }>['queue']

/** The agent gives the caller away at once: to a queue, or to a colleague who was reserved for it. */
export async function transfer(call: CallInProgress, order: Transfer): Promise<void> {
  const { phase } = call
  const { to } = order
  if (phase.kind !== 'talking' || phase.consult) {
    if (to.kind === 'agent')
      await call.parts.control.moved([offerOver(call, to.agent.id, 'withdrawn')])
    return
  }
  if (to.kind === 'queue') return transferToQueue(call, phase, to.queue)
  return transferToAgent(call, phase, to.agent, order.ringTimeoutMs)
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
  await enterQueue(call, { queueId, priority, waitingSinceMs: nowMs, expiresAtMs: null }, [entered])
}

/** A colleague whose phone cannot be rung leaves everything as it was. */
async function transferToAgent(
  call: CallInProgress,
  from: Talking,
  agent: { readonly id: string; readonly name: string },
  ringTimeoutMs: number,
): Promise<void> {
  const ring = await ringAgent(call, from.place, {
    agentId: agent.id,
    agentName: agent.name,
    expiresAtMs: Date.now() + ringTimeoutMs,
    from: { name: from.agent.name, why: 'transfer' },
  })
  if (!ring) return call.parts.control.moved([offerOver(call, agent.id, 'unreachable')])
  const wrapUp = await leaveTalk(call, from)
  const entered = call.path.enterAgent(agent, Date.now())
  await beginTransferring(call, from, { ring, wrapUp, entered: [entered] })
}

/** The caller hears music while the colleague's phone rings, and nobody talks with them. */
export async function beginTransferring(
  call: CallInProgress,
  from: Talking,
  next: {
    readonly ring: AgentRing
    readonly wrapUp: AgentMove
    readonly entered: Parameters<
      CallInProgress['parts']['control']['transferStarted']
    >[0]['entered']
  },
): Promise<void> {
  const { ring, wrapUp, entered } = next
  call.phase = { kind: 'transferring', place: from.place, from: from.agent, ring }
  treatTransferring(call)
  await call.parts.control.transferStarted({
    agent: wrapUp,
    to: { kind: 'agent', agent: { id: ring.agentId, name: ring.agentName } },
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
  await Promise.all([talk.end(), endRecording(call)])
  await endSupervision(call)
  if (agentLeg !== undefined) await call.parts.voice.hangup(agentLeg, 'NORMAL_CLEARING')
  const event = {
    kind: 'call_ended',
    callId: call.facts.id,
    ...afterTalk(call, place, agent),
  } as const
  return { agentId: agent.id, event }
}

/** The colleague has taken the caller. */
export async function transferAnswered(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'transferring' || phase.ring.leg !== leg) return
  const { agentId, agentName } = phase.ring
  const { place, from } = phase
  await beginTalk(call, place, { id: agentId, name: agentName, sinceMs: Date.now() }, leg)
  await call.parts.control.transferred({
    queueId: place?.queueId ?? null,
    fromAgentId: from.id,
    agentId,
    path: call.path.steps,
    moves: [offerOver(call, agentId, 'accepted')],
  })
}

/** The colleague did not take the caller, and the agent who gave them away has left: the caller goes back. */
export async function transferRingEnded(
  call: CallInProgress,
  leg: string,
  cause: Cause,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'transferring' || phase.ring.leg !== leg) return
  const outcome = outcomeOf(cause)
  call.path.leaveAgent(phase.ring.agentId, outcome, Date.now())
  await call.parts.control.transferFailed(
    offerOver(call, phase.ring.agentId, outcome),
    call.path.steps,
  )
  await goBack(call, phase)
}

/** What the end of an offer means for the agent it was made to. */
export function offerOver(
  call: CallInProgress,
  agentId: string,
  outcome: OfferEnd['outcome'],
): AgentMove {
  return { agentId, event: { kind: agentEventOf[outcome], callId: call.facts.id } }
}
