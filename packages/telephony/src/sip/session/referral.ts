import type { Clock } from '../clock.ts'
import type { SipRequest } from '../message.ts'
import { parseNameAddresses, type NameAddress } from '../name-address.ts'
import { replacesOfHeaders, type Replaces } from '../replaces.ts'
import type { Content, HeaderEntry, Reply } from '../serialize.ts'
import { reasonPhrase } from '../status.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'

/** Whom the party wishes to be connected with instead (RFC 3515 §2.1). */
export interface ReferTarget {
  readonly address: NameAddress
  /** The dialog whose place the new one is to take. */
  readonly replaces?: Replaces
}

/** What a REFER asks for, or why it cannot be carried out (RFC 3515 §2.4.2). */
export function readReferTarget(request: SipRequest): ReferTarget | Reply {
  const addresses = parseNameAddresses(request.headers.all('refer-to'))
  const [address, ...others] = addresses ?? []
  if (!address || others.length > 0) return { status: 400, reason: 'Bad Refer-To' }
  const target = address.address
  if (target.kind === 'other') return { status: 416 }
  if (target.kind === 'tel') return { address }
  const method = target.parameters.get('method')?.toUpperCase() ?? 'INVITE'
  if (method !== 'INVITE') return { status: 501 }
  const found = replacesOfHeaders(target.headers ?? '')
  switch (found.kind) {
    case 'none':
      return { address }
    case 'malformed':
      return { status: 400, reason: 'Bad Replaces' }
    case 'named':
      return { address, replaces: found.replaces }
  }
}

export interface ReferralOptions {
  readonly target: ReferTarget
  readonly clock: Clock
  readonly contact: () => string
  /** Sends a request in the dialog. */
  readonly notify: (headers: readonly HeaderEntry[], content: Content) => Promise<unknown>
}

/** REFER wants an answer at once; one that nobody attends to is refused after so long. */
const UNATTENDED_MS = 5000
/** News that are not answered in this time are taken for lost. */
const HEARD_MS = 2000
/** How long the party may expect news, in seconds. */
const EXPIRES_S = 300

/** A party's wish to be connected elsewhere, and the news it gets of that (RFC 3515 §2.4.4). */
export class Referral {
  readonly target: ReferTarget
  readonly #transaction: ServerTransaction
  readonly #options: ReferralOptions
  readonly #stopWaiting: () => void
  /** Whether the party wants news at all (RFC 4488). */
  readonly #isSubscribed: boolean
  #state: 'asked' | 'accepted' | 'over' = 'asked'
  /** News go one after another, so that none overtakes another. */
  #told: Promise<unknown> = Promise.resolve()

  constructor(transaction: ServerTransaction, options: ReferralOptions) {
    this.target = options.target
    this.#transaction = transaction
    this.#options = options
    const wantsNews = transaction.request.headers.get('refer-sub')?.toLowerCase() !== 'false'
    this.#isSubscribed = wantsNews
    this.#stopWaiting = options.clock.after(UNATTENDED_MS, () => this.refuse({ status: 603 }))
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** Says that it is being seen to (202). */
  accept(): void {
    if (this.#state !== 'asked') return
    this.#state = 'accepted'
    this.#stopWaiting()
    const news: HeaderEntry[] = this.#isSubscribed ? [] : [['refer-sub', 'false']]
    const headers: HeaderEntry[] = [['contact', this.#options.contact()], ...news]
    this.#transaction.respond({ status: 202, headers })
    this.#tell(100)
  }

  refuse(reply: Reply): void {
    if (this.#state !== 'asked') return
    this.#state = 'over'
    this.#stopWaiting()
    this.#transaction.respond(reply)
  }

  /**
   * Tells how far it has come, as the status of a call; a final one ends it. Resolves when the party has answered that, so that
   * a goodbye does not overtake it, or has not in 2 s.
   */
  async progress(status: number): Promise<void> {
    if (this.#state !== 'accepted') return
    if (status >= 200) this.#state = 'over'
    this.#tell(status)
    const { promise, resolve } = Promise.withResolvers<void>()
    const stopWaiting = this.#options.clock.after(HEARD_MS, resolve)
    this.#told.then(() => resolve())
    await promise
    stopWaiting()
  }

  #tell(status: number): void {
    if (!this.#isSubscribed) return
    const state = status < 200 ? `active;expires=${EXPIRES_S}` : 'terminated;reason=noresource'
    const headers: HeaderEntry[] = [
      ['event', `refer;id=${this.#transaction.request.cseq.number}`],
      ['subscription-state', state],
      ['contact', this.#options.contact()],
    ]
    const body = `SIP/2.0 ${status} ${reasonPhrase(status)}\r\n`
    const content = { type: 'message/sipfrag;version=2.0', body }
    const send = () => this.#options.notify(headers, content)
    this.#told = this.#told.then(send).catch(() => undefined)
  }
}
