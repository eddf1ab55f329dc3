import type { CallInProgress } from '../call-in-progress.ts'

/** Answers a call that rings; one that was answered stays as it is. */
export async function answerOnce(call: CallInProgress): Promise<void> {
  if (call.isAnswered) return
  await call.parts.voice.answer(call.facts.callerLeg)
  call.isAnswered = true
  call.answeredAtMs = Date.now()
}
