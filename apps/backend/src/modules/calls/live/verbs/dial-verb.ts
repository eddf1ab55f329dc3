import type { VerbOf, VerbResult } from '@iris/contracts'
import type { Cause, LegId, VoiceEvent } from '@iris/telephony'
import { holdMusic, ringingTone } from '../../../../prompts.ts'
import type { CallInProgress } from '../call-in-progress.ts'
import { CallerLeg } from '../caller-leg.ts'
import type { Dialled } from '../dial-out.ts'
import { Talk } from '../talk.ts'
import { heardOf } from './heard.ts'

type DialResult = Extract<VerbResult, { verb: 'dial' }>
type Wanted = Pick<VerbOf<'dial'>, 'to' | 'ringTimeoutMs' | 'callerId' | 'timeLimitMs' | 'whisper'>

/**
 * Calls numbers, one after another, until one is taken, and lets both hear each other until the other hangs up or the time
 * is over. Meanwhile the caller hears ringing. Whatever ends it, no leg stays up but the caller's. Rejects when the signal
 * is aborted.
 */
export async function dialByVerb(
  call: CallInProgress,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<DialResult> {
  const { leg } = call
  const ringing = new AbortController()
  const stopRinging = () => ringing.abort(new Error('somebody has taken the call, or nobody will'))
  await leg.play(ringingTone, AbortSignal.any([signal, ringing.signal]), { loop: true })
  let last: Cause = 'NO_ANSWER'
  try {
    for (const { number } of wanted.to) {
      const dialled = await dialOne(call, number, { wanted, signal })
      signal.throwIfAborted()
      if (dialled.kind === 'answered') {
        const callee = new Callee(call, dialled.leg)
        const talked = await talkWith(call, callee, { wanted, signal, begins: stopRinging })
        if (talked) return { verb: 'dial', outcome: 'answered', number, ...talked }
        last = 'CALL_REJECTED'
      } else {
        last = dialled.cause
      }
    }
    return { verb: 'dial', outcome: 'failed', cause: last, number: null, talkMs: 0 }
  } finally {
    stopRinging()
  }
}

function dialOne(
  { parts, facts }: CallInProgress,
  number: string,
  { wanted, signal }: { readonly wanted: Wanted; readonly signal: AbortSignal },
): Promise<Dialled> {
  return parts.line.dial({
    tenantId: facts.tenantId,
    number,
    callerId: wanted.callerId,
    ringTimeoutMs: wanted.ringTimeoutMs,
    signal,
  })
}

/** What the talk came to; `undefined` where the called hung up before it began. */
async function talkWith(
  call: CallInProgress,
  callee: Callee,
  {
    wanted,
    signal,
    begins,
  }: { readonly wanted: Wanted; readonly signal: AbortSignal; readonly begins: () => void },
): Promise<Pick<DialResult, 'cause' | 'talkMs'> | undefined> {
  let talk: Talk | undefined
  const timeOver = new AbortController()
  let timer: NodeJS.Timeout | undefined
  try {
    if (wanted.whisper) await callee.hear(await heardOf(call, [wanted.whisper]), signal)
    if (callee.hasLeft) return undefined
    signal.throwIfAborted()
    begins()
    await call.parts.voice.stop(call.leg.id)
    const legs = { caller: call.leg.id, agent: callee.leg }
    talk = await Talk.begin(call.parts.voice, legs, { music: holdMusic, ringing: ringingTone })
    callee.onHold = (held) => void (held ? talk?.hold(callee.leg) : talk?.resume(callee.leg))
    const beganAtMs = Date.now()
    timer = setTimeout(() => timeOver.abort(), wanted.timeLimitMs)
    const cause = await callee.left(AbortSignal.any([signal, timeOver.signal]))
    signal.throwIfAborted()
    const talkMs = Date.now() - beganAtMs
    call.talkMs += talkMs
    return { cause: cause ?? 'NORMAL_CLEARING', talkMs }
  } finally {
    clearTimeout(timer)
    await callee.letGo()
    await talk?.end().catch(() => undefined)
  }
}

/** The party that was called, for as long as the verb lasts. */
class Callee {
  readonly leg: LegId
  readonly #voice: CallInProgress['parts']['voice']
  readonly #ears: CallerLeg
  readonly #left = Promise.withResolvers<Cause | undefined>()
  readonly #stops: (() => void)[]
  hasLeft = false
  onHold: (held: boolean) => void = () => undefined

  constructor({ parts: { voice } }: CallInProgress, leg: LegId) {
    this.leg = leg
    this.#voice = voice
    this.#ears = new CallerLeg(voice, leg)
    const mine =
      <Event extends VoiceEvent & { leg: LegId }>(listener: (event: Event) => void) =>
      (event: Event) => {
        if (event.leg === leg) listener(event)
      }
    this.#stops = [
      voice.on(
        'playback.ended',
        mine((event) => this.#ears.hear(event)),
      ),
      voice.on(
        'leg.held',
        mine(() => this.onHold(true)),
      ),
      voice.on(
        'leg.resumed',
        mine(() => this.onHold(false)),
      ),
      voice.on(
        'leg.ended',
        mine(({ cause }) => {
          this.hasLeft = true
          this.#left.resolve(cause)
        }),
      ),
    ]
  }

  async hear(source: Parameters<CallerLeg['play']>[0], signal: AbortSignal): Promise<void> {
    const { ended } = await this.#ears.play(source, signal)
    await Promise.race([ended, this.#left.promise])
  }

  /** Resolves when the party has left, with why; or with nothing, once the signal is aborted. */
  async left(signal: AbortSignal): Promise<Cause | undefined> {
    const enough = () => this.#left.resolve(undefined)
    if (signal.aborted) enough()
    signal.addEventListener('abort', enough, { once: true })
    return this.#left.promise.finally(() => signal.removeEventListener('abort', enough))
  }

  async letGo(): Promise<void> {
    for (const stop of this.#stops) stop()
    await this.#voice.hangup(this.leg, 'NORMAL_CLEARING').catch(() => undefined)
  }
}
