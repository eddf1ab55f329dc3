import { type Cause, VoiceError, type VoiceEvent } from '@iris/telephony'
import type { CallInProgress } from '../call-in-progress.ts'
import { isGone, unlessGone } from '../unless-gone.ts'

type Wish = Extract<VoiceEvent, { kind: 'leg.refer_requested' }>

/**
 * A phone asks to have its party connected elsewhere (REFER). The phone of the agent who talks with the caller may: it is the
 * blind transfer of the API. Everybody else is refused, the caller above all, who would else call out at the centre's cost; so
 * is the joining of two calls, as an agent has one at a time.
 */
export async function referRequested(call: CallInProgress, wish: Wish): Promise<void> {
  const { phase, parts, facts } = call
  const isAgents = phase.kind === 'talking' && phase.talk.legOf('agent') === wish.leg
  if (!isAgents || wish.replaces !== undefined) {
    parts.log.info({ target: wish.target.uri }, 'a wish to be connected elsewhere is refused')
    await isHeard(parts.voice.refuseRefer(wish.leg, 'CALL_REJECTED'))
    return
  }
  const agentId = phase.agent.id
  const user = wish.target.user
  const refusal = await parts
    .orderPhoneTransfer({ callId: facts.id, agentId, user })
    .catch((error: unknown): Cause => {
      parts.log.error({ err: error }, 'a transfer that a phone asks for could not be ordered')
      return 'NORMAL_TEMPORARY_FAILURE'
    })
  if (refusal !== undefined) await isHeard(parts.voice.refuseRefer(wish.leg, refusal))
  else if (await isHeard(parts.voice.acceptRefer(wish.leg))) call.referring = wish.leg
}

/**
 * Whether the phone waits for our answer yet. One that has waited too long has been refused meanwhile: what was ordered is done
 * all the same, and the phone is told no news of it.
 */
async function isHeard(answer: Promise<void>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (error) {
    const isTooLate = error instanceof VoiceError && error.kind === 'wrong-state'
    if (isTooLate || isGone(error)) return false
    throw error
  }
}

/** The transfer a phone asked for could not begin, after all. */
export async function referFailed(call: CallInProgress, cause: Cause): Promise<void> {
  const leg = call.referring
  call.referring = undefined
  if (leg === undefined) return
  await unlessGone(call.parts.voice.tellRefer(leg, { kind: 'failed', cause }))
}

/** The centre has the caller: the agent's phone, which is about to be let go, has done its part. */
export async function referDone(call: CallInProgress): Promise<void> {
  const leg = call.referring
  call.referring = undefined
  if (leg === undefined) return
  await unlessGone(call.parts.voice.tellRefer(leg, { kind: 'connected' }))
}
