import type { MediaEngine, TransportKind } from '../media/index.ts'
import type { Cause, CodecWishes, LegId } from '../port.ts'
import type { NameAddress } from '../sip/name-address.ts'
import type { OutgoingSession } from '../sip/session/outgoing-session.ts'
import type { SessionEnd, SessionHandlers } from '../sip/session/session-types.ts'
import { isOutOfOrder, type Attempt } from './attempt.ts'
import { endOf, reasonFor, refusalFor, type LegEnd } from './causes.ts'
import { MOST_REDIRECTIONS, redirectionOf, type Redirection } from './redirection.ts'

/** Where a call is to go, once that is known. */
export interface Destination {
  readonly transport: TransportKind
  readonly offerOptions: CodecWishes
  /** The ways to try, one after another where nobody is there. */
  readonly attempts: readonly Attempt[]
  /** What is made of a place that the called sends the call to; nothing unless told. */
  readonly redirected?: (contact: NameAddress) => Promise<Redirection>
}

/** What a branch tells the leg that it is of. */
interface BranchListener {
  /** What happens in its session, but for its end before the call was taken. */
  readonly handlers: SessionHandlers
  /** Nobody takes the call by it, and not because we gave it up. Once. */
  over(end: BranchEnd): void
}

export interface BranchEnd extends LegEnd {
  /** The called wants the call nowhere (6xx, RFC 3261 §21.6). */
  readonly isForAll: boolean
}

/** One of the places where somebody is called: an offer of its own, and the ways there, tried one after another. */
export class Branch {
  /** What its media are called at the engine. */
  readonly media: LegId
  readonly transport: TransportKind
  readonly #destination: Destination
  readonly #listener: BranchListener
  #session: OutgoingSession | undefined
  #state: 'ringing' | 'taken' | 'over' = 'ringing'
  #offer = ''
  #left: Attempt[] = []
  #hasRung = false
  #redirections = 0

  constructor(media: LegId, destination: Destination, listener: BranchListener) {
    this.media = media
    this.transport = destination.transport
    this.#destination = destination
    this.#listener = listener
  }

  /** The session of the way that is tried, or was taken. */
  get session(): OutgoingSession | undefined {
    return this.#session
  }

  /** Makes the offer and calls. Rejects as the engine does. */
  async call(engine: Pick<MediaEngine, 'offer' | 'closeLeg'>): Promise<void> {
    const { transport, offerOptions, attempts } = this.#destination
    const offer = await engine.offer(this.media, transport, offerOptions)
    // It may have been given up meanwhile; what the engine made since is given back.
    if (this.#state === 'over') {
      await engine.closeLeg(this.media)
      return
    }
    this.#offer = offer
    this.#left = [...attempts]
    if (!this.#tryNext()) this.#over({ cause: 'INCOMPATIBLE_DESTINATION', by: 'failure' })
  }

  /** Cancels the call by it. Does nothing to one that is over. */
  giveUp(cause: Cause): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#session?.end(refusalFor(cause), reasonFor(cause))
  }

  /** Calls by the next way there is; false where none is left. */
  #tryNext(): boolean {
    for (;;) {
      const attempt = this.#left.shift()
      if (!attempt) return false
      const session = attempt.call(this.#offer)
      if (!session) continue
      this.#session = session
      session.handle(this.#handlersOf(attempt))
      session.start()
      return true
    }
  }

  #handlersOf(attempt: Attempt): SessionHandlers {
    const { handlers } = this.#listener
    return {
      ...handlers,
      ringing: () => {
        this.#hasRung = true
        handlers.ringing()
      },
      answered: (sdp) => {
        this.#state = 'taken'
        handlers.answered(sdp)
      },
      ended: (end) => {
        if (this.#state === 'taken') handlers.ended(end)
        else this.#attemptEnded(attempt, end)
      },
    }
  }

  #attemptEnded(attempt: Attempt, end: SessionEnd): void {
    if (!this.#hasRung && isOutOfOrder(end)) {
      attempt.failed()
      if (this.#tryNext()) return
    }
    const isFollowed = !this.#hasRung && this.#destination.redirected !== undefined
    const contacts = isFollowed ? redirectionOf(end) : []
    const isForAll = end.kind === 'refused' && end.status >= 600
    const giveUp = (): void => this.#over(endOf(end), isForAll)
    if (contacts.length === 0) giveUp()
    else void this.#follow(contacts, giveUp)
  }

  /** Goes where the called sends the call, as far as that is the carrier's; numbers are for others to call. */
  async #follow(contacts: readonly NameAddress[], giveUp: () => void): Promise<void> {
    this.#redirections += 1
    const look = this.#destination.redirected ?? (async () => ({ ways: [] }))
    const found: readonly Redirection[] = await Promise.all(contacts.map(look))
    if (this.#state === 'over') return
    if (this.#redirections <= MOST_REDIRECTIONS) this.#left = found.flatMap(({ ways }) => ways)
    if (this.#tryNext()) return
    const redirectedTo = found.flatMap(({ number }) => number ?? [])
    if (redirectedTo.length === 0) giveUp()
    else this.#over({ cause: 'REDIRECTION_TO_NEW_DESTINATION', by: 'failure', redirectedTo })
  }

  #over(end: LegEnd, isForAll = false): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#listener.over({ ...end, isForAll })
  }
}
