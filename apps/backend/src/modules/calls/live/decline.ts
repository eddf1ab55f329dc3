import type { CallInProgress, CallPhase } from './call-in-progress.ts'
import type { Ring } from './ring.ts'

/**
 * Stops the ring of a colleague who is asked for advice or given the caller, as if they had turned it down: the end of their
 * leg says the rest. Whoever has answered meanwhile keeps the call.
 */
export async function declineFor(call: CallInProgress, agentId: string): Promise<void> {
  const ring = colleaguesRing(call.phase)
  if (ring?.kind !== 'agent' || ring.agentId !== agentId) return
  await call.parts.voice.hangup(ring.leg, 'CALL_REJECTED')
}

function colleaguesRing(phase: CallPhase): Ring | undefined {
  if (phase.kind === 'transferring') return phase.ring
  return phase.kind === 'talking' && phase.consult?.kind === 'ringing'
    ? phase.consult.ring
    : undefined
}
