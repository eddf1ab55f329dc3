import type { SessionEnd, SessionHandlers } from '../sip/session/session-types.ts'
import type { TransportKind } from '../media/index.ts'
import type { Cause, CodecWishes } from '../port.ts'
import { isOutOfOrder, type Attempt } from './attempt.ts'
import { MOST_REDIRECTIONS, redirectionOf, type Redirection } from './redirection.ts'
import type { NameAddress } from '../sip/name-address.ts'
import type { LegContext } from './leg-context.ts'
import { Leg } from './leg.ts'

/** Where a call is to go, once that is known. */
export interface Destination {
  readonly transport: TransportKind
  readonly offerOptions: CodecWishes
  /** The ways to try, one after another where nobody is there. */
  readonly attempts: readonly Attempt[]
  /** What is made of a place that the called sends the call to; nothing unless told. */
  readonly redirected?: (contact: NameAddress) => Promise<Redirection>
}

/** A call that we make. */
export class OutgoingLeg extends Leg {
  readonly #stopRinging: () => void
  #offer = ''
  #transport: TransportKind = 'rtp'
  #left: Attempt[] = []
  #hasRung = false
  #redirected: Destination['redirected']
  #redirections = 0

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

  async #call({ transport, offerOptions, attempts, redirected }: Destination): Promise<void> {
    const offer = await this.context.media.offer(this.id, transport, offerOptions)
    // It may have been hung up meanwhile; what the engine made since is given back.
    if (this.phase === 'ended') {
      await this.context.media.closeLeg(this.id)
      return
    }
    this.#offer = offer
    this.#transport = transport
    this.#left = [...attempts]
    this.#redirected = redirected
    if (!this.#tryNext()) this.fail('INCOMPATIBLE_DESTINATION')
  }

  /** Calls by the next way there is; false where none is left. */
  #tryNext(): boolean {
    for (;;) {
      const attempt = this.#left.shift()
      if (!attempt) return false
      const session = attempt.call(this.#offer)
      if (!session) continue
      this.session = session
      const handlers = this.handlers({
        ringing: () => this.#ringing(),
        progressed: (sdp) => void this.#progressed(sdp),
        answered: (sdp) => void this.#answered(sdp),
      })
      session.handle({ ...handlers, ended: (end) => this.#attemptEnded(attempt, end, handlers) })
      session.start()
      return true
    }
  }

  #attemptEnded(attempt: Attempt, end: SessionEnd, handlers: SessionHandlers): void {
    const isUntaken = this.phase === 'early' && !this.#hasRung
    if (isUntaken && isOutOfOrder(end)) {
      attempt.failed()
      if (this.#tryNext()) return
    }
    const contacts = isUntaken && this.#redirected ? redirectionOf(end) : []
    if (contacts.length === 0) handlers.ended(end)
    else void this.#follow(contacts, () => handlers.ended(end))
  }

  /** Goes where the called sends the call, as far as that is the carrier's; numbers are for others to call. */
  async #follow(contacts: readonly NameAddress[], giveUp: () => void): Promise<void> {
    this.#redirections += 1
    const look = this.#redirected ?? (async () => ({ ways: [] }))
    const found: readonly Redirection[] = await Promise.all(contacts.map(look))
    if (this.phase === 'ended') return
    if (this.#redirections <= MOST_REDIRECTIONS) this.#left = found.flatMap(({ ways }) => ways)
    if (this.#tryNext()) return
    const redirectedTo = found.flatMap(({ number }) => number ?? [])
    if (redirectedTo.length === 0) giveUp()
    else this.finish({ cause: 'REDIRECTION_TO_NEW_DESTINATION', by: 'failure', redirectedTo })
  }

  #ringing(): void {
    this.#hasRung = true
    this.context.emit({ kind: 'leg.ringing', leg: this.id })
  }

  /** The called is heard before it answers. What cannot be heard yet may still be agreed on by the answer. */
  async #progressed(sdp: string): Promise<void> {
    // Browsers agree on their keys once.
    if (this.#transport === 'webrtc') return
    try {
      await this.context.media.accept(this.id, sdp)
      await this.openEarlyMedia()
    } catch (error) {
      this.context.log.debug({ leg: this.id, err: error }, 'Early media could not be taken')
      return
    }
    if (this.phase === 'early') this.context.emit({ kind: 'leg.early_media', leg: this.id })
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
