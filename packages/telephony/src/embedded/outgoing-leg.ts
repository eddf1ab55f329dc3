import { randomUUID } from 'node:crypto'
import type { Cause, LegId } from '../port.ts'
import type { Session } from '../sip/session/session.ts'
import type { LegEnd } from './causes.ts'
import type { LegContext } from './leg-context.ts'
import { Leg } from './leg.ts'
import { Branch, type BranchEnd, type Destination } from './outgoing-branch.ts'

/**
 * A call that we make: to one place, or to several at once, of which the first to answer has it (forking). Every branch
 * has media of its own, as browsers' offers are for one only; those of the winner become the leg's.
 */
export class OutgoingLeg extends Leg {
  readonly #stopRinging: () => void
  /** Those by which nobody has answered yet. */
  readonly #branches = new Set<Branch>()
  readonly #ends: LegEnd[] = []
  #isForked = false
  #hasRung = false

  constructor(ringTimeoutMs: number, context: LegContext) {
    super(context)
    this.#stopRinging = context.clock.after(ringTimeoutMs, () =>
      this.finish({ cause: 'NO_ANSWER', by: 'us' }),
    )
  }

  /** Finds the ways and calls by all of them. Where there are none is a cause to end with. Never rejects. */
  async place(findWays: () => Promise<readonly Destination[] | Cause>): Promise<void> {
    try {
      const ways = await findWays()
      if (this.phase === 'ended') return
      if (isCause(ways)) this.fail(ways)
      else await this.#callAll(ways)
    } catch (error) {
      this.failBy(error)
    }
  }

  override isOn(session: Session): boolean {
    return super.isOn(session) || [...this.#branches].some((branch) => branch.session === session)
  }

  protected override ended(cause: Cause): void {
    this.#stopRinging()
    this.#giveUpAll(cause)
  }

  async #callAll(destinations: readonly Destination[]): Promise<void> {
    this.#isForked = destinations.length > 1
    for (const [index, destination] of destinations.entries()) {
      this.#branches.add(this.#branchTo(destination, index === 0 ? this.id : randomUUID()))
    }
    await Promise.all([...this.#branches].map((branch) => this.#call(branch)))
  }

  #branchTo(destination: Destination, media: LegId): Branch {
    const branch: Branch = new Branch(media, destination, {
      handlers: this.handlers({
        ringing: () => this.#ringing(),
        progressed: (sdp) => void this.#progressed(branch, sdp),
        answered: (sdp) => void this.#answered(branch, sdp),
      }),
      over: (end) => this.#branchOver(branch, end),
    })
    return branch
  }

  async #call(branch: Branch): Promise<void> {
    try {
      await branch.call(this.context.media)
    } catch (error) {
      if (!this.#branches.delete(branch)) return
      if (this.#branches.size === 0) this.failBy(error)
      else this.context.log.warn({ leg: this.id, err: error }, 'A place could not be called')
    }
  }

  /** One place is out. The leg is, once all of them are, or when the called wants the call nowhere. */
  #branchOver(branch: Branch, { isForAll, ...end }: BranchEnd): void {
    this.#branches.delete(branch)
    this.#freeMediaOf(branch)
    this.#ends.push(end)
    if (isForAll) this.finish(end)
    // What a person said tells more than what became of the other places (RFC 3261 §16.7).
    else if (this.#branches.size === 0) {
      this.finish(this.#ends.find(({ by }) => by === 'party') ?? end)
    }
  }

  #giveUpAll(cause: Cause): void {
    for (const branch of this.#branches) {
      branch.giveUp(cause)
      this.#freeMediaOf(branch)
    }
    this.#branches.clear()
  }

  /** What is called as the leg is is closed with it. */
  #freeMediaOf({ media }: Branch): void {
    if (media === this.id) return
    this.context.media.closeLeg(media).catch((error: unknown) => {
      this.context.log.warn({ leg: this.id, err: error }, 'The media of a call could not be closed')
    })
  }

  #ringing(): void {
    if (this.#hasRung) return
    this.#hasRung = true
    this.context.emit({ kind: 'leg.ringing', leg: this.id })
  }

  /** The called is heard before it answers. What cannot be heard yet may still be agreed on by the answer. */
  async #progressed({ transport }: Branch, sdp: string): Promise<void> {
    // Browsers agree on their keys once; and of several who ring nobody knows whom to hear.
    if (transport === 'webrtc' || this.#isForked) return
    try {
      await this.context.media.accept(this.id, sdp)
      await this.openEarlyMedia()
    } catch (error) {
      this.context.log.debug({ leg: this.id, err: error }, 'Early media could not be taken')
      return
    }
    if (this.phase === 'early') this.context.emit({ kind: 'leg.early_media', leg: this.id })
  }

  async #answered(branch: Branch, sdp: string): Promise<void> {
    this.#stopRinging()
    this.#branches.delete(branch)
    this.#giveUpAll('LOSE_RACE')
    this.session = branch.session
    this.connect()
    const { media } = this.context
    try {
      if (branch.media !== this.id) await media.takeOver(this.id, branch.media)
      await media.accept(this.id, sdp)
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

function isCause(ways: readonly Destination[] | Cause): ways is Cause {
  return typeof ways === 'string'
}
