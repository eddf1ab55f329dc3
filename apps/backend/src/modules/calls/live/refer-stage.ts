import type { Cause, VoiceEvent } from '@iris/telephony'
import type { CallInProgress } from './call-in-progress.ts'
import { unlessGone } from './unless-gone.ts'

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
    return unlessGone(parts.voice.refuseRefer(wish.leg, 'CALL_REJECTED'))
  }
  const agentId = phase.agent.id
  const user = wish.target.user
  const refusal = await parts.orderPhoneTransfer({ callId: facts.id, agentId, user })
  if (refusal !== undefined) return unlessGone(parts.voice.refuseRefer(wish.leg, refusal))
  call.referring = wish.leg
  await unlessGone(parts.voice.acceptRefer(wish.leg))
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
