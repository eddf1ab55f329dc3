import type { LegId } from '@iris/telephony'
import type { CallInProgress } from '../call-in-progress.ts'
import { isGone } from '../unless-gone.ts'

/**
 * The agent goes on with another phone of theirs, which calls to take the place of the one in the talk (RFC 3891). The caller
 * hears nothing of it but the new microphone.
 */
export async function takePlace(
  call: CallInProgress,
  {
    leg,
    replaces,
    userId,
  }: { readonly leg: LegId; readonly replaces: LegId; readonly userId: string },
): Promise<void> {
  const { phase, parts } = call
  const { voice } = parts
  const isOwn = phase.kind === 'talking' && phase.agent.id === userId
  if (!isOwn || phase.talk.legOf('agent') !== replaces) return voice.hangup(leg, 'CALL_REJECTED')
  try {
    await voice.answer(leg)
  } catch (error) {
    // Hung up in this moment: the talk goes on with the phone it had.
    if (!isGone(error)) throw error
    return
  }
  call.quality.forgetAgent()
  await phase.talk.replace('agent', leg)
  await voice.hangup(replaces, 'NORMAL_CLEARING')
}
