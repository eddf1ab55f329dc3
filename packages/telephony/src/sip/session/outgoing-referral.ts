import { parseDigits } from '../characters.ts'
import type { Clock } from '../clock.ts'
import { bodyText, type SipRequest } from '../message.ts'
import type { Reply } from '../serialize.ts'

export interface OutgoingReferralOptions {
  readonly clock: Clock
  /** Gives the status of the call that the party makes; a final one is the last. */
  readonly progress: (status: number) => void
}

/** A party that is silent for so long has forgotten our wish; it may ring somebody for a minute or two. */
const PATIENCE_MS = 180_000

/** Our wish that the party connect itself elsewhere, and the news it gives us of that (RFC 3515 §2.4.4). */
export class OutgoingReferral {
  readonly #options: OutgoingReferralOptions
  #stopWaiting: () => void
  #isOver = false

  constructor(options: OutgoingReferralOptions) {
    this.#options = options
    this.#stopWaiting = this.#wait()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Takes a NOTIFY within the dialog. */
  receive({ headers, ...notify }: SipRequest): Reply {
    const event = headers.get('event')?.split(';', 1)[0]?.trim().toLowerCase()
    if (event !== 'refer') return { status: 489 }
    if (this.#isOver) return { status: 481 }
    const line = /^SIP\/2\.0 ([1-6][0-9]{2})\b/i.exec(bodyText({ headers, ...notify }))
    const status = parseDigits(line?.[1] ?? '', 699)
    const isLast = /^terminated\b/i.test(headers.get('subscription-state') ?? '')
    // News that end without a word of how it came out are bad news.
    this.#take(isLast && (status ?? 100) < 200 ? 500 : (status ?? 100))
    return { status: 200 }
  }

  /** No more news are wanted, or can come. */
  end(): void {
    this.#isOver = true
    this.#stopWaiting()
  }

  #take(status: number): void {
    this.#stopWaiting()
    if (status >= 200) this.#isOver = true
    else this.#stopWaiting = this.#wait()
    this.#options.progress(status)
  }

  #wait(): () => void {
    return this.#options.clock.after(PATIENCE_MS, () => this.#take(408))
  }
}
