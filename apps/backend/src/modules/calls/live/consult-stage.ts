import type { CallOrder, Consult } from '@iris/contracts'
import type { Cause } from '@iris/telephony'
import { outcomeOf, ringAgent } from './agent-ring.ts'
import { type CallInProgress, type CallPhase, setTimer } from './call-in-progress.ts'
import type { AgentMove, OfferEnd } from './ledger.ts'
import { afterTalk } from './talking.ts'
import { beginTransferring, leaveTalk, offerOver } from './transfer-stage.ts'

type Talking = Extract<CallPhase, { kind: 'talking' }>
type Joined = Exclude<NonNullable<Talking['consult']>, { kind: 'ringing' }>

/** Rings a colleague, who was reserved for it, while the caller hears music. */
export async function beginConsult(
  call: CallInProgress,
  { agent, ringTimeoutMs }: Extract<CallOrder, { kind: 'consult' }>,
): Promise<void> {
  const { phase, parts } = call
  if (phase.kind !== 'talking' || phase.consult) {
    return parts.control.moved([offerOver(call, agent.id, 'withdrawn')])
  }
  const entered = call.path.enterAgent(agent, Date.now())
  const ring = await ringAgent(call, phase.place, {
    agentId: agent.id,
    agentName: agent.name,
    expiresAtMs: Date.now() + ringTimeoutMs,
    from: { name: phase.agent.name, why: 'consult' },
  })
  if (!ring) return notReached(call, phase, agent, 'unreachable')
  const now: Talking = { ...phase, consult: { kind: 'ringing', ring } }
  call.phase = now
  await phase.talk.reshape({ consult: 'ringing' })
  await write(call, now, agent, { entered: [entered] })
}

/** The colleague has answered: agent and colleague talk, the caller hears music. */
export async function consultAnswered(call: CallInProgress, leg: string): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.consult?.kind !== 'ringing') return
  const { ring } = phase.consult
  if (ring.leg !== leg) return
  const agent = { id: ring.agentId, name: ring.agentName, sinceMs: Date.now() }
  await phase.talk.admit('consulted', leg)
  await goTo(call, phase, { kind: 'aside', agent, leg }, [offerOver(call, agent.id, 'accepted')])
}

/** The colleague's leg is gone: not taken, hung up or lost. The agent is back with the caller. */
export async function consultLegEnded(
  call: CallInProgress,
  leg: string,
  end: { readonly cause: Cause; readonly lost: boolean },
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || !phase.consult) return
  const { consult } = phase
  if (consult.kind === 'ringing') {
    if (consult.ring.leg !== leg) return
    const { agentId: id, agentName: name } = consult.ring
    return notReached(call, phase, { id, name }, outcomeOf(end.cause))
  }
  if (consult.leg === leg) {
    await colleagueLeft(call, phase, consult, end.lost ? 'connection_lost' : 'completed')
  }
}

/** Goes from the colleague to the caller, or back. */
export async function swap(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking') return
  const { consult } = phase
  if (consult?.kind !== 'aside' && consult?.kind !== 'swapped') return
  await goTo(call, phase, { ...consult, kind: consult.kind === 'aside' ? 'swapped' : 'aside' })
}

/** Brings all three together. */
export async function merge(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking') return
  const { consult } = phase
  if (consult?.kind !== 'aside' && consult?.kind !== 'swapped') return
  await goTo(call, phase, { ...consult, kind: 'merged' })
}

/** Lets the colleague go, or stops ringing them. */
export async function cancelConsult(call: CallInProgress): Promise<void> {
  const { phase, parts } = call
  if (phase.kind !== 'talking' || !phase.consult) return
  const { consult } = phase
  if (consult.kind === 'ringing') {
    const { agentId: id, agentName: name, leg } = consult.ring
    await notReached(call, phase, { id, name }, 'withdrawn')
    return parts.voice.hangup(leg, 'ORIGINATOR_CANCEL')
  }
  await colleagueLeft(call, phase, consult, 'completed')
  await parts.voice.hangup(consult.leg, 'NORMAL_CLEARING')
}

/** One of the two has been left with music for too long. */
export async function consultTookTooLong(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.consult?.kind === 'merged') return
  await cancelConsult(call)
}

/**
 * The agent leaves: on purpose, by hanging up, or because the browser died. The caller stays with the colleague; while
 * that one's phone still rings, it goes on as a transfer does.
 */
export async function leaveToColleague(
  call: CallInProgress,
  outcome: 'transferred' | 'connection_lost' = 'transferred',
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || !phase.consult) return
  clearTimeout(call.timer)
  if (phase.consult.kind === 'ringing') {
    const { ring } = phase.consult
    const wrapUp = await leaveTalk(call, phase, outcome)
    return beginTransferring(call, phase, { ring, wrapUp, entered: [] })
  }
  await handOver(call, phase, phase.consult, outcome)
}

async function handOver(
  call: CallInProgress,
  { place, agent, talk }: Talking,
  consult: Joined,
  outcome: string,
): Promise<void> {
  const nowMs = Date.now()
  const agentLeg = talk.legOf('agent')
  call.talkMs += nowMs - agent.sinceMs
  call.path.leaveAgent(agent.id, outcome, nowMs)
  const next = { ...consult.agent, sinceMs: nowMs }
  call.quality.forgetAgent()
  call.phase = { kind: 'talking', place, agent: next, talk, consult: undefined }
  await talk.handOver()
  if (agentLeg !== undefined) await call.parts.voice.hangup(agentLeg, 'NORMAL_CLEARING')
  await call.parts.control.transferred({
    queueId: place?.queueId ?? null,
    fromAgentId: agent.id,
    agentId: next.id,
    path: call.path.steps,
    moves: [ended(call, agent.id, afterTalk(call, place, agent).wrapUpMs)],
  })
}

/** Goes on with the consult in another form. */
async function goTo(
  call: CallInProgress,
  phase: Talking,
  consult: Joined,
  moves: readonly AgentMove[] = [],
): Promise<void> {
  const now: Talking = { ...phase, consult }
  call.phase = now
  if (consult.kind === 'merged') clearTimeout(call.timer)
  else setTimer(call, call.parts.patience.consultMs, { kind: 'consult-over' })
  await phase.talk.reshape({ consult: consult.kind })
  await write(call, now, consult.agent, { moves })
}

async function notReached(
  call: CallInProgress,
  phase: Talking,
  colleague: { readonly id: string; readonly name: string },
  outcome: OfferEnd['outcome'],
): Promise<void> {
  call.path.leaveAgent(colleague.id, outcome, Date.now())
  await endConsult(call, phase, colleague, offerOver(call, colleague.id, outcome))
}

async function colleagueLeft(
  call: CallInProgress,
  phase: Talking,
  { agent }: Joined,
  outcome: string,
): Promise<void> {
  call.path.leaveAgent(agent.id, outcome, Date.now())
  await phase.talk.dismiss('consulted')
  await endConsult(call, phase, agent, ended(call, agent.id, 0))
}

async function endConsult(
  call: CallInProgress,
  phase: Talking,
  colleague: { readonly id: string; readonly name: string },
  move: AgentMove,
): Promise<void> {
  const now: Talking = { ...phase, consult: undefined }
  call.phase = now
  clearTimeout(call.timer)
  await phase.talk.reshape({ consult: 'none' })
  await write(call, now, colleague, { moves: [move] })
}

async function write(
  call: CallInProgress,
  { agent, consult }: Talking,
  { id, name }: { readonly id: string; readonly name: string },
  change: Pick<Parameters<typeof call.parts.control.consultChanged>[0], 'entered' | 'moves'>,
): Promise<void> {
  const shown: Consult | null = consult ? { state: consult.kind, agent: { id, name } } : null
  await call.parts.control.consultChanged({
    consult: shown,
    path: call.path.steps,
    agentIds: [agent.id, id],
    ...change,
  })
}

/** What the end of the talk means for somebody who took part. */
function ended(call: CallInProgress, agentId: string, wrapUpMs: number): AgentMove {
  const phoneReady = call.parts.phones.isReady(agentId)
  return { agentId, event: { kind: 'call_ended', callId: call.facts.id, wrapUpMs, phoneReady } }
}
