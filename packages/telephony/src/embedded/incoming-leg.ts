import { isWebSocket } from '../sip/flow.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import { VoiceError } from '../port.ts'
import { gone, Leg, type LegContext } from './leg.ts'

/** A call that somebody makes to us. */
export class IncomingLeg extends Leg {
  readonly #call: IncomingSession
  readonly #stopWaiting: () => void
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
        answered: (sdp) => this.#lateAnswer.resolve(sdp),
      }),
    )
  }

  ring(): void {
    this.#requireEarly()
    this.#call.ring()
  }

  /** Takes the call; resolves when its media path is up. */
  async answer(): Promise<void> {
    this.#requireEarly()
    this.#stopWaiting()
    this.connect()
    try {
      if (this.#call.offer === undefined) await this.#makeOffer()
      else await this.#answerOffer(this.#call.offer)
    } catch (error) {
      this.failBy(error)
      throw gone()
    }
    await this.connected()
  }

  protected override ended(): void {
    this.#stopWaiting()
    this.#lateAnswer.reject(gone())
  }

  async #answerOffer(offer: string): Promise<void> {
    this.#call.accept(await this.context.media.answer(this.id, offer))
  }

  async #makeOffer(): Promise<void> {
    const { media } = this.context
    this.#call.accept(await media.offer(this.id, isWebSocket(this.#call.flow) ? 'webrtc' : 'rtp'))
    await media.accept(this.id, await this.#lateAnswer.promise)
  }

  #requireEarly(): void {
    if (this.phase === 'ended') throw gone()
    if (this.phase !== 'early') throw new VoiceError('wrong-state', 'The leg has been answered')
  }
}
