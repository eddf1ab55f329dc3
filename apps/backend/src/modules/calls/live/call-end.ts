import type { HangupCause } from '@iris/contracts'
import type { LegId, VoiceEvent } from '@iris/telephony'
import type { CallInProgress, CallPhase } from './call-in-progress.ts'
import type { AgentMove, CallEnd } from './ledger/ledger.ts'
import { type Ring, ringOver, stopRinging, targetOf } from './ringing/ring.ts'
import { freed } from './talk/supervision.ts'
import { type AfterTalk, afterTalk } from './talk/talking.ts'

export type LegEnd = Extract<VoiceEvent, { kind: 'leg.ended' }>

/** Why the call ended, and by whom. */
export function endOf(
  leg: LegEnd,
  phase: CallPhase,
  { ending, facts }: Pick<CallInProgress, 'ending' | 'facts'>,
): { cause: HangupCause; by: CallEnd['by'] } {
  if (leg.by === 'us' && ending) return ending
  if (leg.by !== 'party') return { cause: leg.cause, by: 'system' }
  if (phase.kind === 'dialling' && phase.agentLeg === leg.leg) {
    return { cause: leg.cause, by: 'agent' }
  }
  return { cause: leg.cause, by: facts.direction === 'inbound' ? 'caller' : 'callee' }
}

/** Who has the call when it ends. */
export function agentAtEnd(phase: CallPhase): string | null {
  return 'agent' in phase ? phase.agent.id : null
}

/** What the end of the call means for everybody who took part in it. An offer from a queue ends with its place there. */
export function agentsAtEnd(call: CallInProgress, phase: CallPhase): AgentMove[] {
  const moves: AgentMove[] = call.supervising ? [freed(call, call.supervising.supervisor.id)] : []
  switch (phase.kind) {
    case 'dialling':
      moves.push(freed(call, phase.agent.id))
      break
    case 'talking': {
      const { place, agent, consult } = phase
      moves.push(talked(call, agent.id, afterTalk(call, place, agent)))
      if (consult?.kind === 'ringing') {
        moves.push(...ringOver(call, targetOf(consult.ring), 'withdrawn'))
      } else if (consult?.party.kind === 'agent') {
        moves.push(freed(call, consult.party.agent.id))
      }
      break
    }
    case 'agent-lost':
      moves.push(talked(call, phase.agent.id, afterTalk(call, phase.place, phase.agent)))
      break
    case 'transferring':
      moves.push(...ringOver(call, targetOf(phase.ring), 'withdrawn'))
      break
    case 'picking-up':
    case 'returning':
      moves.push(freed(call, phase.ring.agentId))
      break
    case 'parked':
    case 'flow':
    case 'goodbye':
    case 'forwarded':
    case 'queued':
    case 'over':
      break
  }
  return moves.toSorted((a, b) => (a.agentId < b.agentId ? -1 : 1))
}

function talked(call: CallInProgress, agentId: string, after: AfterTalk): AgentMove {
  return { agentId, event: { kind: 'call_ended', callId: call.facts.id, ...after } }
}

/** Lets go of every leg but the caller's, which is gone. */
export async function releaseLegs(call: CallInProgress, phase: CallPhase): Promise<void> {
  const { voice, log } = call.parts
  const connected: LegId[] = 'talk' in phase ? [...phase.talk.otherLegs] : []
  if (call.supervising) connected.push(call.supervising.leg)
  if (phase.kind === 'dialling') connected.push(phase.agentLeg)
  const outcomes = await Promise.allSettled([
    ...('talk' in phase ? [phase.talk.end()] : []),
    ...connected.map((leg) => voice.hangup(leg, 'NORMAL_CLEARING')),
    ...ringsOf(phase).map((ring) => stopRinging(call, ring)),
  ])
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      log.warn({ err: outcome.reason }, 'an agent leg could not be released')
  }
}

function ringsOf(phase: CallPhase): readonly Ring[] {
  if (phase.kind === 'queued') return phase.rings
  if ('ring' in phase) return phase.ring ? [phase.ring] : []
  return phase.kind === 'talking' && phase.consult?.kind === 'ringing' ? [phase.consult.ring] : []
}
