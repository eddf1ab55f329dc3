import { holdMusic } from '../../../prompts.ts'
import {
  type CallInProgress,
  nextInBackground,
  setTimer,
  type TalkingAgent,
} from './call-in-progress.ts'
import type { QueuePlace } from './ledger.ts'
import { Talk } from './talk.ts'
import { treatReconnecting } from './waiting-treatment.ts'
import { ringAgent } from './agent-ring.ts'

/** How long a caller whose agent vanished waits for that agent before going to the next. */
const agentGraceMs = 10_000

/** Lets caller and agent hear each other. */
export async function beginTalk(
  call: CallInProgress,
  place: QueuePlace,
  agent: TalkingAgent,
  agentLeg: string,
): Promise<void> {
  nextInBackground(call)
  const talk = await Talk.begin(
    call.parts.voice,
    { caller: call.facts.callerLeg, agent: agentLeg },
    holdMusic,
  )
  call.phase = { kind: 'talking', place, agent, talk }
}

export async function changeHold(call: CallInProgress, by: string, held: boolean): Promise<void> {
  if (call.phase.kind !== 'talking') return
  await (held ? call.phase.talk.hold(by) : call.phase.talk.resume(by))
}

/** The agent's leg is gone: hung up by the agent, or lost. */
export async function agentLeft(
  call: CallInProgress,
  agentLeg: string,
  lost: boolean,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.talk.agentLeg !== agentLeg) return
  await phase.talk.end()
  const nowMs = Date.now()
  call.talkMs += nowMs - phase.agent.sinceMs
  call.path.leaveAgent(phase.agent.id, lost ? 'connection_lost' : 'completed', nowMs)
  if (lost) return waitForAgent(call, phase.place, phase.agent)
  call.phase = { kind: 'flow' }
  await call.parts.ledger.agentDone(phase.agent.id, afterTalk(call, phase.place, phase.agent))
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'answered' }, by: 'agent' })
}

/** What the end of a talk means for its agent. */
export function afterTalk(call: CallInProgress, place: QueuePlace, agent: TalkingAgent) {
  const wrapUpMs = call.facts.queues.get(place.queueId)?.wrapUpMs ?? 0
  return { wrapUpMs, phoneReady: call.parts.phones.isReady(agent.id) }
}

async function waitForAgent(
  call: CallInProgress,
  place: QueuePlace,
  agent: TalkingAgent,
): Promise<void> {
  call.phase = { kind: 'agent-lost', place, agent, ring: undefined }
  treatReconnecting(call)
  setTimer(call, agentGraceMs, { kind: 'agent-grace-over' })
  await call.parts.ledger.agentLost(agent.id, call.path.steps)
  if (call.parts.phones.isReady(agent.id))
    call.post({ kind: 'agent-phone-ready', agentId: agent.id })
}

/** The agent who vanished has a phone again: it rings for the same caller. */
export async function agentIsBack(call: CallInProgress, agentId: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'agent-lost' || phase.agent.id !== agentId || phase.ring) return
  const expiresAtMs = Date.now() + agentGraceMs
  const offer = { agentId, agentName: phase.agent.name, expiresAtMs }
  const ring = await ringAgent(call, phase.place, offer)
  if (!ring) return
  clearTimeout(call.timer)
  call.phase = { ...phase, ring }
}

export async function returnedAgentAnswered(call: CallInProgress, agentLeg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'agent-lost' || phase.ring?.leg !== agentLeg) return
  const nowMs = Date.now()
  await beginTalk(call, phase.place, { ...phase.agent, sinceMs: nowMs }, agentLeg)
  const step = call.path.enterAgent(phase.agent, nowMs)
  await call.parts.ledger.ringing(call.path.steps, step)
}

/** The agent did not come back: the caller keeps the place held before, and goes to the next. */
export async function giveUpOnAgent(call: CallInProgress, agentLeg?: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'agent-lost' || (agentLeg !== undefined && phase.ring?.leg !== agentLeg))
    return
  const { agent, place } = phase
  await call.parts.ledger.agentDone(agent.id, {
    wrapUpMs: 0,
    phoneReady: call.parts.phones.isReady(agent.id),
  })
  call.post({ kind: 'enqueue', place: { ...place, expiresAtMs: null }, entered: [] })
}
