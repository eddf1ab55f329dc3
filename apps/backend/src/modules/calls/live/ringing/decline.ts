import type { CallOrder } from '@iris/contracts'
import type { CallInProgress } from '../call-in-progress.ts'

type Decline = Extract<CallOrder, { kind: 'decline' }>

/**
 * Stops the ring of an agent: of a colleague who is asked for advice or given the caller, or of one whom the call's flow
 * or its verbs ring. It is as if they had turned it down, and told who stopped it; the end of their leg says the rest.
 * Whoever has answered meanwhile keeps the call.
 */
export async function declineFor(call: CallInProgress, { agentId, by }: Decline): Promise<void> {
  const leg = markStopped(call, agentId, by)
  if (leg !== undefined) return call.parts.voice.hangup(leg, 'CALL_REJECTED')
  call.parts.groups.decline({ callId: call.facts.id, agentId, by })
}

/** The leg of a colleague whose phone rings, which is noted to be stopped. */
function markStopped(call: CallInProgress, agentId: string, by: Decline['by']): string | undefined {
  const { phase } = call
  const stopped = by && { stoppedBy: by }
  if (phase.kind === 'transferring' && phase.ring.kind === 'agent') {
    if (phase.ring.agentId !== agentId) return undefined
    call.phase = { ...phase, ring: { ...phase.ring, ...stopped } }
    return phase.ring.leg
  }
  if (phase.kind !== 'talking' || phase.consult?.kind !== 'ringing') return undefined
  const { ring } = phase.consult
  if (ring.kind !== 'agent' || ring.agentId !== agentId) return undefined
  call.phase = { ...phase, consult: { ...phase.consult, ring: { ...ring, ...stopped } } }
  return ring.leg
}
