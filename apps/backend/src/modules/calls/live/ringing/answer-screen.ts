import type { AudioSource, LegId } from '@iris/telephony'
import type { Logger } from '../../../../log.ts'
import type { FollowedLeg } from './followed-legs.ts'
import { gatherKey } from '../acts/gather.ts'
import { isGone } from '../unless-gone.ts'

/** What comes between taking a call up and being connected. */
export interface AnswerScreen {
  /**
   * Asked first, while nothing is played: who or what has answered. A rejection counts as `decline`, and so does `signal`
   * once it is aborted.
   */
  readonly beforeConnect?: (leg: LegId, signal: AbortSignal) => Promise<'connect' | 'decline'>
  /** Told to whoever has answered, who hears nothing else meanwhile. */
  readonly whisper?: AudioSource
  /** The key by which the call is accepted, during the whisper or within this time after it. */
  readonly accept?: { readonly key: string; readonly withinMs: number }
}

/** `gone`: hung up meanwhile. `silent`: no key came. */
export type Screened = 'taken' | 'declined' | 'silent' | 'gone'

/** Lets somebody who has answered through, or not. Never rejects. */
export async function screenAnswer(
  leg: FollowedLeg,
  screen: AnswerScreen,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<Screened> {
  const either = AbortSignal.any([signal, leg.gone])
  try {
    if (leg.end) return 'gone'
    const verdict = await orAborted(screen.beforeConnect?.(leg.id, either), either)
    if (verdict === 'decline') return 'declined'
    return screen.accept
      ? await askForKey(leg, { ...screen, accept: screen.accept }, either)
      : await tell(leg, screen.whisper, { signal: either, log })
  } catch (error) {
    if (either.aborted || isGone(error)) return 'gone'
    log.error({ err: error }, 'whoever answered could not be asked; they count as not there')
    return 'declined'
  }
}

async function askForKey(
  { line }: FollowedLeg,
  { whisper, accept }: AnswerScreen & { readonly accept: NonNullable<AnswerScreen['accept']> },
  signal: AbortSignal,
): Promise<Screened> {
  const asking = { prompt: whisper, noInputMs: accept.withinMs, bargeIn: true }
  const answer = await gatherKey(line, asking, signal)
  if (answer.kind === 'no_input') return 'silent'
  return answer.key === accept.key ? 'taken' : 'declined'
}

/** A whisper that cannot be played is no reason to lose the call. */
async function tell(
  { line }: FollowedLeg,
  whisper: AudioSource | undefined,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<Screened> {
  if (!whisper) return 'taken'
  try {
    const { ended } = await line.play(whisper, signal)
    const reason = await orAborted(ended, signal)
    if (reason === 'failed') log.warn('a whisper could not be played')
  } catch (error) {
    if (signal.aborted || isGone(error)) throw error
    log.warn({ err: error }, 'a whisper could not be played')
  }
  return signal.aborted ? 'gone' : 'taken'
}

/** Rejects as soon as the signal is aborted, whatever becomes of the promise. */
function orAborted<T>(
  promise: Promise<T> | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  if (!promise) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
