import type { CallInProgress, CallPhase } from '../call-in-progress.ts'
import { hangUp } from '../call-in-progress.ts'
import { CallerLeg } from '../caller-leg.ts'
import type { Dialled } from './dial-out.ts'
import { type ShownNumber, writeDialled, writeTaken, writeWay } from '../ledger/dialling-ledger.ts'
import { EarlyListening } from '../talk/early-listening.ts'
import { ringNumber } from '../ringing/number-ring.ts'
import { beginTalk } from '../talk/talking.ts'

type Dialling = Extract<CallPhase, { kind: 'dialling' }>

/** How long a number outside rings for an agent, who can hang up at any time. */
const ringTimeoutMs = 60_000

/** Dials for an agent, whose own call waits meanwhile. False when the agent may be in no call now: then nothing was begun. */
export async function beginDialling(
  call: CallInProgress,
  { by, sinceMs }: NonNullable<CallInProgress['facts']['dialled']>,
): Promise<boolean> {
  const { voice, log } = call.parts
  const { callerLeg: agentLeg, from } = call.facts
  const refusal = await writeDialled(call, by, sinceMs)
  if (refusal !== undefined) {
    log.info({ refusal }, 'the agent may not call now')
    await voice.hangup(agentLeg, 'CALL_REJECTED')
    return false
  }
  const early = new EarlyListening(voice, agentLeg, () =>
    voice.ring(agentLeg, { earlyMedia: true }),
  )
  const ring = ringNumber(
    call,
    { value: from.user, display: from.display },
    {
      ringTimeoutMs,
      beside: agentLeg,
      asking: async (way) => show(call, await writeWay(call, way)),
      ringing: () => void voice.ring(agentLeg).catch(() => undefined),
      earlyMedia: (leg) => early.begin(leg),
    },
  )
  ring.giveUp.signal.addEventListener('abort', () => void early.end(), { once: true })
  call.phase = { kind: 'dialling', place: null, agent: by, agentLeg, ring, early }
  return true
}

/**
 * Somebody has taken the call, or nobody will: then the agent's own call is refused with what the network said. One in which
 * somebody is called back is up already, and ends.
 */
export async function agentsNumberDialled(
  call: CallInProgress,
  phase: Dialling,
  dialled: Dialled,
): Promise<void> {
  await phase.early.end()
  if (dialled.kind === 'failed') {
    return hangUp(call, dialled.by === 'party' ? 'callee' : 'system', dialled.cause)
  }
  const { voice } = call.parts
  const { agentLeg, place } = phase
  const agent = { ...phase.agent, sinceMs: Date.now() }
  try {
    await (call.facts.calledBack
      ? voice.stop(agentLeg)
      : voice.answer(agentLeg, { beside: dialled.leg }))
    // From now on the call is that party's, as a call that came in is its caller's.
    call.facts = { ...call.facts, callerLeg: dialled.leg }
    call.leg = new CallerLeg(voice, dialled.leg)
    const entered = call.path.enterAgent(agent, agent.sinceMs)
    await beginTalk(call, place, agent, agentLeg)
    await writeTaken(call, { agent, place, entered })
  } catch (error) {
    // The agent's phone has gone in the moment the call was taken.
    await voice.hangup(dialled.leg, 'NORMAL_CLEARING')
    throw error
  }
}

/** The number of ours that is shown to whoever is called, as far as the call is concerned. */
export function show(call: CallInProgress, { value, display, record }: ShownNumber): void {
  call.facts = { ...call.facts, numberValue: value, numberDisplay: display, record }
}
