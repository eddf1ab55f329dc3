import { isWebSocket } from '../sip/flow.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import { type CodecWishes, VoiceError } from '../port.ts'
import type { LegContext } from './leg-context.ts'
import { gone } from './leg-errors.ts'
import { Leg } from './leg.ts'

/** A call that somebody makes to us. */
export class IncomingLeg extends Leg {
  readonly #call: IncomingSession
  readonly #stopWaiting: () => void
  /** Our answer to the caller's offer, which is one whether it goes early or late. */
  #earlyAnswer: Promise<string> | undefined
  /** The answer of a caller who left the offer to us. */
  readonly #lateAnswer = Promise.withResolvers<string>()

  constructor(call: IncomingSession, context: LegContext) {
    super(context)
    this.#call = call
    this.session = call
    this.#lateAnswer.promise.catch(() => undefined)
    this.#stopWaiting = context.clock.after(context.timing.unattendedMs, () =>
      this.fail('NO_ANSWER'),
    )
    call.handle(
      this.handlers({
        ringing: () => undefined,
        progressed: () => undefined,
        answered: (sdp) => this.#lateAnswer.resolve(sdp),
      }),
    )
  }

  ring(): void {
    this.#requireEarly()
    this.#call.ring()
  }

  /** Opens the audio path before the call is taken; resolves when it is up. */
  async ringAudibly(): Promise<void> {
    this.#requireEarly()
    const { offer } = this.#call
    // Who leaves the offer to us has nothing to be answered yet.
    if (offer === undefined) {
      this.#call.ring()
      throw new VoiceError('unavailable', 'The caller takes no audio before the call is taken')
    }
    this.#earlyAnswer ??= this.context.media.answer(this.id, offer)
    try {
      this.#call.progress(await this.#earlyAnswer)
    } catch (error) {
      this.failBy(error)
      throw gone()
    }
    await this.openEarlyMedia()
  }

  /** Takes the call; resolves when its media path is up. */
  async answer(wishes: CodecWishes = {}): Promise<void> {
    this.#requireEarly()
    this.#stopWaiting()
    this.connect()
    try {
      if (this.#call.offer === undefined) await this.#makeOffer(wishes)
      else await this.#answerOffer(this.#call.offer, wishes)
    } catch (error) {
      this.failBy(error)
      throw gone()
    }
    await this.connected()
  }

  protected override ended(): void {
    this.#stopWaiting()
    if (this.#call.offer === undefined) this.#lateAnswer.reject(gone())
  }

  async #answerOffer(offer: string, wishes: CodecWishes): Promise<void> {
    // What was agreed for early media stays agreed.
    this.#earlyAnswer ??= this.context.media.answer(this.id, offer, wishes)
    this.#call.accept(await this.#earlyAnswer)
  }

  async #makeOffer(wishes: CodecWishes): Promise<void> {
    const { media } = this.context
    const transport = isWebSocket(this.#call.flow) ? 'webrtc' : 'rtp'
    this.#call.accept(await media.offer(this.id, transport, wishes))
    await media.accept(this.id, await this.#lateAnswer.promise)
  }

  #requireEarly(): void {
    if (this.phase === 'ended') throw gone()
    if (this.phase !== 'early') throw new VoiceError('wrong-state', 'The leg has been answered')
  }
}
