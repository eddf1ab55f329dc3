import type { CallInProgress } from '../call-in-progress.ts'

/** Answers a call that rings; one that was answered stays as it is. */
export async function answerOnce(call: CallInProgress): Promise<void> {
  if (call.isAnswered) return
  const { callerLeg, codecs } = call.facts
  await call.parts.voice.answer(callerLeg, codecs && { codecs })
  call.isAnswered = true
  call.answeredAtMs = Date.now()
}
