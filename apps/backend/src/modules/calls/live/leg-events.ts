import type { VoiceEvent } from '@iris/telephony'
import type { CallInProgress } from './call-in-progress.ts'
import { consultAnswered, consultDialled, consultLegEnded } from './transfers/consult-stage.ts'
import type { Dialled } from './dialling/dial-out.ts'
import { agentsNumberDialled } from './dialling/dialling-stage.ts'
import { forwardedLegEnded } from './transfers/forward-stage.ts'
import type { NumberRing } from './ringing/number-ring.ts'
import { pickUpAnswered, pickUpEnded } from './transfers/park-stage.ts'
import { ringAnswered, ringEnded } from './waiting/queue-stage.ts'
import { returnAnswered, returnEnded } from './transfers/return-stage.ts'
import { targetOf } from './ringing/ring.ts'
import { supervisorAnswered, supervisorLeft } from './talk/supervision.ts'
import { agentLeft, giveUpOnAgent, returnedAgentAnswered } from './talk/talk-stage.ts'
import { transferAnswered, transferDialled, transferRingEnded } from './transfers/transfer-stage.ts'

/** A phone that was rung for the call was taken up: what that means is a matter of where the call stands. */
export async function legAnswered(call: CallInProgress, leg: string): Promise<void> {
  if (call.supervising?.leg === leg) return supervisorAnswered(call, leg)
  switch (call.phase.kind) {
    case 'queued':
      return ringAnswered(call, leg)
    case 'picking-up':
      return pickUpAnswered(call, leg)
    case 'transferring':
      return transferAnswered(call, leg)
    case 'returning':
      return returnAnswered(call, leg)
    case 'talking':
      return consultAnswered(call, leg)
    case 'agent-lost':
      return returnedAgentAnswered(call, leg)
    case 'flow':
    case 'dialling':
    case 'forwarded':
    case 'parked':
    case 'goodbye':
    case 'over':
      return undefined
  }
}

/** A leg of the call other than the caller's is gone: not taken, hung up or lost. */
export async function legEnded(
  call: CallInProgress,
  { leg, cause, by }: Extract<VoiceEvent, { kind: 'leg.ended' }>,
): Promise<void> {
  if (call.supervising?.leg === leg) return supervisorLeft(call, leg)
  if (call.dialledTalk?.leg === leg) call.dialledTalk.cause ??= cause
  const lost = by === 'failure'
  switch (call.phase.kind) {
    case 'queued':
      return ringEnded(call, leg, cause)
    case 'picking-up':
      return pickUpEnded(call, leg)
    case 'transferring':
      return transferRingEnded(call, leg, cause)
    case 'returning':
      return returnEnded(call, leg)
    case 'talking':
      await consultLegEnded(call, leg, { cause, lost })
      return agentLeft(call, leg, lost)
    case 'forwarded':
      return forwardedLegEnded(call, leg, lost)
    case 'agent-lost':
      return giveUpOnAgent(call, leg)
    case 'flow':
    case 'dialling':
    case 'parked':
    case 'goodbye':
    case 'over':
      return undefined
  }
}

/** A number outside that was called was taken, or will not be. One that nobody waits for any more is let go. */
export async function numberDialled(
  call: CallInProgress,
  ring: NumberRing,
  dialled: Dialled,
): Promise<void> {
  const { phase } = call
  if (phase.kind === 'dialling' && phase.ring === ring) {
    return agentsNumberDialled(call, phase, dialled)
  }
  if (phase.kind === 'transferring' && phase.ring === ring) {
    return transferDialled(call, { ...phase, ring }, dialled)
  }
  const isConsult = phase.kind === 'talking' && phase.consult?.kind === 'ringing'
  if (isConsult && phase.consult.ring === ring) {
    return consultDialled(call, phase, targetOf(ring), dialled)
  }
  if (dialled.kind === 'answered') await call.parts.voice.hangup(dialled.leg, 'NORMAL_CLEARING')
}
