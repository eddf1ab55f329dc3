import type { OutgoingSession } from '../sip/session/outgoing-session.ts'
import type { OfferOptions, TransportKind } from '../media/index.ts'
import type { Cause } from '../port.ts'
import { Leg, type LegContext } from './leg.ts'

/** Where a call is to go, once that is known. */
export interface Destination {
  readonly transport: TransportKind
  readonly offerOptions: OfferOptions
  /** Makes the session of the call with our offer; `undefined` when the address is none. */
  readonly call: (offer: string) => OutgoingSession | undefined
}

/** A call that we make. */
export class OutgoingLeg extends Leg {
  readonly #stopRinging: () => void

  constructor(ringTimeoutMs: number, context: LegContext) {
    super(context)
    this.#stopRinging = context.clock.after(ringTimeoutMs, () =>
      this.finish({ cause: 'NO_ANSWER', by: 'us' }),
    )
  }

  /** Finds the way and calls. A way that cannot be found is a cause to end with. Never rejects. */
  async place(findWay: () => Promise<Destination | Cause>): Promise<void> {
    try {
      const way = await findWay()
      if (this.phase === 'ended') return
      if (typeof way === 'string') this.fail(way)
      else await this.#call(way)
    } catch (error) {
      this.failBy(error)
    }
  }

  protected override ended(): void {
    this.#stopRinging()
  }

  async #call({ transport, offerOptions, call }: Destination): Promise<void> {
    const offer = await this.context.media.offer(this.id, transport, offerOptions)
    // It may have been hung up meanwhile; what the engine made since is given back.
    if (this.phase === 'ended') {
      await this.context.media.closeLeg(this.id)
      return
    }
    const session = call(offer)
    if (!session) {
      this.fail('INCOMPATIBLE_DESTINATION')
      return
    }
    this.session = session
    session.handle(
      this.handlers({
        ringing: () => this.context.emit({ kind: 'leg.ringing', leg: this.id }),
        answered: (sdp) => void this.#answered(sdp),
      }),
    )
    session.start()
  }

  async #answered(sdp: string): Promise<void> {
    this.#stopRinging()
    this.connect()
    try {
      await this.context.media.accept(this.id, sdp)
    } catch (error) {
      this.failBy(error)
      return
    }
    try {
      await this.connected()
    } catch {
      // It ended before it was up, and that has been told.
      return
    }
    this.context.emit({ kind: 'leg.answered', leg: this.id })
  }
}
