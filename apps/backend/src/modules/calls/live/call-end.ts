import type { HangupCause } from '@iris/contracts'
import type { LegId, VoiceEvent } from '@iris/telephony'
import type { CallInProgress, CallPhase } from './call-in-progress.ts'
import type { AgentMove, CallEnd } from './ledger.ts'
import { freed } from './supervision.ts'
import { afterTalk } from './talking.ts'
import { offerOver } from './transfer-stage.ts'

export type LegEnd = Extract<VoiceEvent, { kind: 'leg.ended' }>

/** Why the call ended, and by whom. */
export function endOf(
  leg: LegEnd,
  phase: CallPhase,
  { ending, facts }: Pick<CallInProgress, 'ending' | 'facts'>,
): { cause: HangupCause; by: CallEnd['by'] } {
  if (leg.by === 'us' && ending) return ending
  if (leg.by !== 'party') return { cause: leg.cause, by: 'system' }
  if (phase.kind === 'dialling') return { cause: leg.cause, by: 'agent' }
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
        moves.push(offerOver(call, consult.ring.agentId, 'withdrawn'))
      } else if (consult) {
        const phoneReady = call.parts.phones.isReady(consult.agent.id)
        moves.push(talked(call, consult.agent.id, { wrapUpMs: 0, phoneReady }))
      }
      break
    }
    case 'agent-lost':
      moves.push(talked(call, phase.agent.id, afterTalk(call, phase.place, phase.agent)))
      break
    case 'transferring':
      moves.push(offerOver(call, phase.ring.agentId, 'withdrawn'))
      break
    case 'picking-up':
    case 'returning':
      moves.push(freed(call, phase.ring.agentId))
      break
    case 'parked':
    case 'flow':
    case 'goodbye':
    case 'queued':
    case 'over':
      break
  }
  return moves.toSorted((a, b) => (a.agentId < b.agentId ? -1 : 1))
}

function talked(
  call: CallInProgress,
  agentId: string,
  after: { readonly wrapUpMs: number; readonly phoneReady: boolean },
): AgentMove {
  return { agentId, event: { kind: 'call_ended', callId: call.facts.id, ...after } }
}

/** Lets go of every leg but the caller's, which is gone. */
export async function releaseLegs(call: CallInProgress, phase: CallPhase): Promise<void> {
  const { voice, log } = call.parts
  const connected: LegId[] = phase.kind === 'talking' ? phase.talk.otherLegs : []
  if (call.supervising) connected.push(call.supervising.leg)
  if (phase.kind === 'dialling') {
    phase.ring.giveUp.abort()
    connected.push(phase.agentLeg)
  }
  const ringing = ringingLegOf(phase)
  const outcomes = await Promise.allSettled([
    ...(phase.kind === 'talking' ? [phase.talk.end()] : []),
    ...connected.map((leg) => voice.hangup(leg, 'NORMAL_CLEARING')),
    ...(ringing === undefined ? [] : [voice.hangup(ringing, 'ORIGINATOR_CANCEL')]),
  ])
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      log.warn({ err: outcome.reason }, 'an agent leg could not be released')
  }
}

function ringingLegOf(phase: CallPhase): LegId | undefined {
  if (phase.kind === 'dialling') return undefined
  if ('ring' in phase) return phase.ring?.leg
  if (phase.kind !== 'talking' || phase.consult?.kind !== 'ringing') return undefined
  return phase.consult.ring.leg
}
