import type { CallOrder, Consult, TalkTarget } from '@iris/contracts'
import type { Cause, LegId } from '@iris/telephony'
import { outcomeOf } from '../ringing/agent-ring.ts'
import { type CallInProgress, type CallPhase, type Person, setTimer } from '../call-in-progress.ts'
import type { Dialled } from '../dialling/dial-out.ts'
import { isGone } from '../unless-gone.ts'
import { beginForwarded } from './forward-stage.ts'
import type { AgentMove } from '../ledger/ledger.ts'
import {
  outcomeOfNumber,
  type RingOutcome,
  ringOver,
  ringTarget,
  stopRinging,
  targetOf,
} from '../ringing/ring.ts'
import { endTalkRecording } from '../talk/recording-stage.ts'
import { endSupervision } from '../talk/supervision.ts'
import { type AfterTalk, afterTalk } from '../talk/talking.ts'
import { beginTransferring, leaveTalk } from './transfer-stage.ts'

type Talking = Extract<CallPhase, { kind: 'talking' }>
type Joined = Exclude<NonNullable<Talking['consult']>, { kind: 'ringing' }>

/** Rings a colleague, who was reserved for it, or a number outside, while the caller hears music. */
export async function beginConsult(
  call: CallInProgress,
  order: Extract<CallOrder, { kind: 'consult' }>,
): Promise<void> {
  await bringIn(call, order, false)
}

/** Rings them while the talk goes on, which whoever takes the call joins. */
export async function beginDial(
  call: CallInProgress,
  order: Extract<CallOrder, { kind: 'dial' }>,
): Promise<void> {
  await bringIn(call, order, true)
}

async function bringIn(
  call: CallInProgress,
  { to, ringTimeoutMs }: Extract<CallOrder, { kind: 'consult' | 'dial' }>,
  isAdded: boolean,
): Promise<void> {
  const { phase, parts } = call
  if (phase.kind !== 'talking' || phase.consult) {
    return parts.control.moved(ringOver(call, to, 'withdrawn'))
  }
  const entered = call.path.enterTarget(to, Date.now())
  const from = { name: phase.agent.name, why: 'consult' } as const
  const ring = await ringTarget(call, phase.place, to, { ringTimeoutMs, from })
  if (!ring) return notReached(call, phase, to, 'unreachable')
  const now: Talking = { ...phase, consult: { kind: 'ringing', ring, isAdded } }
  call.phase = now
  if (!isAdded) await phase.talk.reshape({ consult: 'ringing' })
  await write(call, now, to, { entered: [entered] })
}

/** The colleague has answered: agent and colleague talk, the caller hears music. */
export async function consultAnswered(call: CallInProgress, leg: LegId): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.consult?.kind !== 'ringing') return
  const { ring } = phase.consult
  if (ring.kind !== 'agent' || ring.leg !== leg) return
  await goIn(call, phase, { party: targetOf(ring), leg })
}

/** The number has answered, or will not. */
export async function consultDialled(
  call: CallInProgress,
  phase: Talking,
  party: TalkTarget,
  dialled: Dialled,
): Promise<void> {
  if (dialled.kind === 'failed') return notReached(call, phase, party, outcomeOfNumber(dialled))
  await goIn(call, phase, { party, leg: dialled.leg })
}

/** Who was added joins the talk; who is consulted talks with the agent alone. */
async function goIn(
  call: CallInProgress,
  phase: Talking,
  { party, leg }: Omit<Joined, 'kind'>,
): Promise<void> {
  try {
    await phase.talk.admit('consulted', leg)
  } catch (error) {
    await phase.talk.dismiss('consulted')
    // What the end of a colleague's leg means for them, it tells itself.
    if (!isGone(error) || party.kind === 'agent') throw error
    return notReached(call, phase, party, 'unreachable')
  }
  const isAdded = phase.consult?.kind === 'ringing' && phase.consult.isAdded
  const kind = isAdded ? 'merged' : 'aside'
  await goTo(call, phase, { kind, party, leg }, ringOver(call, party, 'accepted'))
}

/** The leg of who was brought in is gone: not taken, hung up or lost. The agent is back with the caller. */
export async function consultLegEnded(
  call: CallInProgress,
  leg: LegId,
  end: { readonly cause: Cause; readonly lost: boolean },
): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || !phase.consult) return
  const { consult } = phase
  if (consult.kind === 'ringing') {
    const { ring } = consult
    if (ring.kind !== 'agent' || ring.leg !== leg) return
    return notReached(call, phase, targetOf(ring), outcomeOf(end.cause))
  }
  if (consult.leg === leg) {
    await partyLeft(call, phase, consult, end.lost ? 'connection_lost' : 'completed')
  }
}

/** Goes from who was brought in to the caller, or back. */
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

/** Mutes a party, or lets them be heard again; those who are consulted with are told. */
export async function changeMute(
  call: CallInProgress,
  { kind, party }: Extract<CallOrder, { kind: 'mute' | 'unmute' }>,
): Promise<void> {
  const { phase } = call
  if (!('talk' in phase)) return
  await phase.talk[kind](party)
  if (phase.kind !== 'talking' || !phase.consult) return
  const { consult } = phase
  await write(call, phase, consult.kind === 'ringing' ? targetOf(consult.ring) : consult.party, {})
}

/** Lets go of who was brought in, or stops ringing them. */
export async function cancelConsult(call: CallInProgress): Promise<void> {
  const { phase, parts } = call
  if (phase.kind !== 'talking' || !phase.consult) return
  const { consult } = phase
  if (consult.kind === 'ringing') {
    await notReached(call, phase, targetOf(consult.ring), 'withdrawn')
    return stopRinging(call, consult.ring)
  }
  await partyLeft(call, phase, consult, 'completed')
  await parts.voice.hangup(consult.leg, 'NORMAL_CLEARING')
}

/** One of the two has been left with music for too long. */
export async function consultTookTooLong(call: CallInProgress): Promise<void> {
  const { phase } = call
  if (phase.kind !== 'talking' || phase.consult?.kind === 'merged') return
  await cancelConsult(call)
}

/**
 * The agent leaves: on purpose, by hanging up, or because the browser died. The caller stays with who was brought in; while
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
  phase: Talking,
  { party }: Joined,
  outcome: string,
): Promise<void> {
  const { place, agent, talk } = phase
  const nowMs = Date.now()
  const agentLeg = talk.legOf('agent')
  call.talkMs += nowMs - agent.sinceMs
  call.path.leaveAgent(agent.id, outcome, nowMs)
  const moves = [ended(call, agent.id, afterTalk(call, place, agent))]
  if (party.kind === 'number') return handOverToNumber(call, phase, party, moves)
  call.quality.forgetAgent()
  const next = { ...party.agent, sinceMs: nowMs }
  call.phase = { kind: 'talking', place, agent: next, talk, consult: undefined }
  await talk.handOver()
  if (agentLeg !== undefined) await call.parts.voice.hangup(agentLeg, 'NORMAL_CLEARING')
  await call.parts.control.transferred({
    queueId: place?.queueId ?? null,
    fromAgentId: agent.id,
    to: party,
    path: call.path.steps,
    moves,
  })
}

/** What the agent had recorded or was coached in ends with the agent's part: the caller talks with somebody outside now. */
async function handOverToNumber(
  call: CallInProgress,
  { place, agent, talk }: Talking,
  { number }: Extract<TalkTarget, { kind: 'number' }>,
  moves: readonly AgentMove[],
): Promise<void> {
  const agentLeg = talk.legOf('agent')
  await endTalkRecording(call)
  await endSupervision(call)
  await talk.dismiss('supervisor')
  await talk.reshape({ supervision: 'none' })
  await talk.handOver()
  if (agentLeg !== undefined) await call.parts.voice.hangup(agentLeg, 'NORMAL_CLEARING')
  await beginForwarded(call, { place, from: agent, number, talk, moves })
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
  await write(call, now, consult.party, { moves })
}

async function notReached(
  call: CallInProgress,
  phase: Talking,
  party: TalkTarget,
  outcome: RingOutcome,
): Promise<void> {
  const stoppedBy = stopperOf(phase)
  call.path.leaveTarget(party, outcome, Date.now(), stoppedBy)
  await endConsult(call, phase, party, ringOver(call, party, outcome, stoppedBy))
}

/** The supervisor who has stopped the ring of whoever is asked, if one has. */
function stopperOf({ consult }: Talking): Person | undefined {
  const ring = consult?.kind === 'ringing' ? consult.ring : undefined
  return ring?.kind === 'agent' ? ring.stoppedBy : undefined
}

async function partyLeft(
  call: CallInProgress,
  phase: Talking,
  { party }: Joined,
  outcome: string,
): Promise<void> {
  call.path.leaveTarget(party, outcome, Date.now())
  await phase.talk.dismiss('consulted')
  const moves = party.kind === 'agent' ? [ended(call, party.agent.id)] : []
  await endConsult(call, phase, party, moves)
}

async function endConsult(
  call: CallInProgress,
  phase: Talking,
  party: TalkTarget,
  moves: readonly AgentMove[],
): Promise<void> {
  const now: Talking = { ...phase, consult: undefined }
  call.phase = now
  clearTimeout(call.timer)
  // Whoever was muted among three is heard by the one who is left.
  await phase.talk.reshape({ consult: 'none', muted: new Set() })
  await write(call, now, party, { moves })
}

async function write(
  call: CallInProgress,
  { agent, consult, talk }: Talking,
  party: TalkTarget,
  change: Pick<Parameters<typeof call.parts.control.consultChanged>[0], 'entered' | 'moves'>,
): Promise<void> {
  const shown: Consult | null = consult
    ? { state: consult.kind, party, muted: [...talk.shape.muted] }
    : null
  await call.parts.control.consultChanged({
    consult: shown,
    path: call.path.steps,
    agentIds: party.kind === 'agent' ? [agent.id, party.agent.id] : [agent.id],
    ...change,
  })
}

/** What the end of the talk means for somebody who took part. */
function ended(call: CallInProgress, agentId: string, work?: AfterTalk): AgentMove {
  const after = work ?? { wrapUpMs: 0, phoneReady: call.parts.phones.isReady(agentId) }
  return { agentId, event: { kind: 'call_ended', callId: call.facts.id, ...after } }
}
