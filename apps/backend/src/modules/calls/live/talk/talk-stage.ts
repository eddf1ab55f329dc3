import { type CallInProgress, setTimer, type TalkingAgent } from '../call-in-progress.ts'
import type { QueuePlace } from '../ledger/ledger.ts'
import { leaveToColleague } from '../transfers/consult-stage.ts'
import { endSupervision } from './supervision.ts'
import { afterTalk, beginTalk } from './talking.ts'
import { sayGoodbye } from '../goodbye-stage.ts'
import { treatReconnecting } from '../waiting/waiting-treatment.ts'
import { ringAgent } from '../ringing/agent-ring.ts'
import { endTalkRecording } from './recording-stage.ts'

/** How long a caller whose agent vanished waits for that agent before going to the next. */
const agentGraceMs = 10_000

/** The agent's leg is gone: hung up by the agent, or lost. */
export async function agentLeft(
  call: CallInProgress,
  agentLeg: string,
  lost: boolean,
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.talk.legOf('agent') !== agentLeg) return
  if (phase.consult) return leaveToColleague(call, lost ? 'connection_lost' : 'transferred')
  await Promise.all([phase.talk.end(), endTalkRecording(call)])
  await endSupervision(call)
  const nowMs = Date.now()
  call.talkMs += nowMs - phase.agent.sinceMs
  call.path.leaveAgent(phase.agent.id, lost ? 'connection_lost' : 'completed', nowMs)
  if (lost) return waitForAgent(call, phase.place, phase.agent)
  call.phase = { kind: 'flow' }
  await call.parts.ledger.agentDone(phase.agent.id, afterTalk(call, phase.place, phase.agent))
  call.post({ kind: 'flow', event: { kind: 'queue_left', outcome: 'answered' }, by: 'agent' })
}

async function waitForAgent(
  call: CallInProgress,
  place: QueuePlace | null,
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

/** The agent did not come back: the caller keeps the place held before, and goes to the next. Without a place there is none. */
export async function giveUpOnAgent(call: CallInProgress, agentLeg?: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'agent-lost' || (agentLeg !== undefined && phase.ring?.leg !== agentLeg))
    return
  const { agent, place } = phase
  await call.parts.ledger.agentDone(agent.id, {
    wrapUpMs: 0,
    phoneReady: call.parts.phones.isReady(agent.id),
  })
  if (!place) return sayGoodbye(call)
  call.post({ kind: 'enqueue', place: { ...place, expiresAtMs: null, again: true }, entered: [] })
}
