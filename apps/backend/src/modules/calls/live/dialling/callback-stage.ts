import { ringingTone } from '../../../../prompts.ts'
import type { CalledBack, CallInProgress } from '../call-in-progress.ts'
import { show } from './dialling-stage.ts'
import { writeWay } from '../ledger/dialling-ledger.ts'
import { EarlyListening } from '../talk/early-listening.ts'
import { ringNumber } from '../ringing/number-ring.ts'

/** How long somebody's telephone rings who asked to be called back. */
const ringTimeoutMs = 45_000

/** Calls somebody back for the agent who has accepted, and who hears how it rings. */
export async function beginCallback(
  call: CallInProgress,
  { agent, place, callerId }: CalledBack,
): Promise<void> {
  const { voice } = call.parts
  const { callerLeg: agentLeg, from } = call.facts
  const early = new EarlyListening(voice, agentLeg, () => voice.stop(agentLeg))
  // An agent who has gone says so by the end of the leg.
  const ringing = () => {
    if (early.hasBegun) return
    void voice.play(agentLeg, ringingTone, { loop: true }).catch(() => undefined)
  }
  const ring = ringNumber(
    call,
    { value: from.user, display: from.display },
    {
      ringTimeoutMs,
      beside: agentLeg,
      ...(callerId !== undefined && { preferredCallerId: callerId }),
      asking: async (way) => show(call, await writeWay(call, way)),
      ringing,
      earlyMedia: (leg) => early.begin(leg),
    },
  )
  ring.giveUp.signal.addEventListener('abort', () => void early.end(), { once: true })
  call.phase = { kind: 'dialling', place, agent, agentLeg, ring, early }
}
