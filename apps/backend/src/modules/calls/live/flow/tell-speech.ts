import type { CallInProgress } from '../call-in-progress.ts'
import type { SpeechEvent } from '../caller-leg.ts'

/** Tells of what a caller says when asked, in its own time: nothing waits for it. */
export function tellSpeech(call: CallInProgress, event: SpeechEvent): void {
  if (event.kind !== 'speech.partial' && event.kind !== 'speech.final') return
  const isFinal = event.kind === 'speech.final'
  const confidence = isFinal ? (event.confidence ?? null) : null
  const { text, language } = event
  call.parts.ledger.heard({ text, language, isFinal, confidence }).catch((error: unknown) => {
    call.parts.log.warn({ err: error }, 'what the caller said could not be told')
  })
}
