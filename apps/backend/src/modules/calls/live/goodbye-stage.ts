import { phrases } from '@iris/speech'
import { spoken } from '../../../prompts.ts'
import { type CallInProgress, nextInBackground } from './call-in-progress.ts'

/** Tells the caller that nobody is left to talk with them, and ends the call. */
export function sayGoodbye(call: CallInProgress): void {
  const { parts, leg } = call
  call.phase = { kind: 'goodbye' }
  clearTimeout(call.timer)
  const signal = nextInBackground(call)
  const say = async () => {
    const { ended } = await leg.play(await spoken(parts.speech, phrases.nobodyFree), signal)
    await ended
  }
  say()
    .catch((error: unknown) => parts.log.warn({ err: error }, 'a goodbye could not be said'))
    // A caller who hung up meanwhile has ended the call by that.
    .finally(() => call.post({ kind: 'hang-up' }))
}
