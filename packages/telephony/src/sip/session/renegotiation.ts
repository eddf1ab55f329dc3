import { ACCEPT, ALLOW, SDP, SUPPORTED } from '../capabilities.ts'
import { Timers, type Clock } from '../clock.ts'
import { bodyText, contentType, type SipRequest, type SipResponse } from '../message.ts'
import type { Content, HeaderEntry, Reply } from '../serialize.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import {
  leastInterval,
  MIN_SESSION_SECONDS,
  timerDelayMs,
  timerOfRequest,
  timerOfResponse,
  type SessionInterval,
} from './session-timer.ts'

/** How a request of ours within a dialog came out. */
export type Outcome = SipResponse | { readonly kind: 'timeout' | 'flow-closed' }

/** What renegotiation needs of its session. */
export interface RenegotiationHost {
  /** Who invited: it made the Call-ID and the first offer, for most. */
  inviter(): 'us' | 'peer'
  isConfirmed(): boolean
  contact(): string
  request(method: string, headers: readonly HeaderEntry[], content?: Content): Promise<Outcome>
  /** Sends a 2xx to an INVITE until its ACK comes. */
  sendAnswer(transaction: ServerTransaction, reply: Reply): void
  refreshTarget(message: SipRequest | SipResponse): void
  /** Our answer to a new offer, or `undefined` to refuse it. */
  reoffered(sdp: string): Promise<string | undefined>
  /** The peer did not refresh the session in time. */
  notRefreshed(): void
}

/** New offers within a dialog, both ways (RFC 3261 §14, RFC 3311), and the signs of life of RFC 4028. */
export class Renegotiation {
  /** The description last sent to the peer: what a re-INVITE that changes nothing repeats. */
  localSdp = ''
  readonly #host: RenegotiationHost
  readonly #timers: Timers<'refresh'>
  /** Who has an offer under way: two at once would cross. */
  #offering: 'nobody' | 'us' | 'peer' = 'nobody'
  /** The sequence number of a re-INVITE to which our 2xx carried the offer. */
  #offerInAnswer: number | undefined
  #interval: SessionInterval | undefined
  /** The least interval that the peer has asked for. */
  #least: readonly HeaderEntry[] = []
  #peerTakesUpdate = false

  constructor(host: RenegotiationHost, clock: Clock) {
    this.#host = host
    this.#timers = new Timers(clock)
  }

  stop(): void {
    this.#timers.stopAll()
  }

  /** Notes what the peer can do, from its INVITE or its 2xx. */
  noteCapabilities(message: SipRequest | SipResponse): void {
    if (!message.headers.has('allow')) return
    this.#peerTakesUpdate = message.headers.tokens('allow').has('update')
  }

  /** Starts or restarts the session timer; without an agreement, the one there was goes on (RFC 4028 §10). */
  watch(agreed: SessionInterval | undefined): void {
    this.#interval = agreed ?? this.#interval
    const interval = this.#interval
    if (!interval) return
    this.#timers.start('refresh', timerDelayMs(interval), () => {
      if (interval.refresher === 'us') void this.#refresh()
      else this.#host.notRefreshed()
    })
  }

  /** A re-INVITE or an UPDATE. */
  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction
    const timer = timerOfRequest(request.headers)
    const refusal = this.#refusalOf(request) ?? bodyRefusal(request)
    if (refusal) {
      transaction.respond(refusal)
      return
    }
    if (timer.kind === 'too-brief') {
      transaction.respond({ status: 422, headers: [['min-se', String(MIN_SESSION_SECONDS)]] })
      return
    }
    const answer = await this.#answerTo(transaction)
    if (transaction.finalStatus !== undefined) return
    if (answer === undefined) {
      transaction.respond({ status: this.#host.isConfirmed() ? 488 : 487 })
      return
    }
    this.#host.refreshTarget(request)
    this.noteCapabilities(request)
    this.watch(timer.kind === 'agreed' ? timer.interval : undefined)
    this.#accept(transaction, answer, timer.kind === 'agreed' ? timer.headers : [])
  }

  /** The ACK to a re-INVITE: it carries the answer where our 2xx carried the offer. */
  acknowledged(ack: SipRequest): void {
    if (this.#offerInAnswer !== ack.cseq.number) return
    this.#offerInAnswer = undefined
    if (ack.body.length > 0 && contentType(ack.headers) === SDP) {
      void this.#host.reoffered(bodyText(ack))
    }
  }

  #accept(transaction: ServerTransaction, sdp: string, extra: readonly HeaderEntry[]): void {
    const { request } = transaction
    const reply: Reply = {
      status: 200,
      headers: [['contact', this.#host.contact()], ALLOW, SUPPORTED, ...extra],
      ...(sdp === '' ? {} : { content: { type: SDP, body: sdp } }),
    }
    if (request.method === 'UPDATE') {
      transaction.respond(reply)
      return
    }
    if (request.body.length === 0) this.#offerInAnswer = request.cseq.number
    this.#host.sendAnswer(transaction, reply)
  }

  /** Why an offer cannot be taken now (RFC 3261 §14.2, RFC 3311 §5.2). */
  #refusalOf(request: SipRequest): Reply | undefined {
    if (request.method === 'UPDATE' && request.body.length === 0) return undefined
    const isEarly = !this.#host.isConfirmed()
    // Before the answer to the INVITE, its offer is the one under way.
    const offering = isEarly ? this.#host.inviter() : this.#offering
    if (offering === 'us') return { status: 491 }
    if (offering === 'nobody') return undefined
    return { status: 500, headers: [['retry-after', String(Math.ceil(Math.random() * 10))]] }
  }

  /** Our description in answer to a request: '' for none, `undefined` when the offer is refused. */
  async #answerTo(transaction: ServerTransaction): Promise<string | undefined> {
    const { request } = transaction
    if (request.body.length === 0) return request.method === 'INVITE' ? this.localSdp : ''
    this.#offering = 'peer'
    transaction.onCancel = () => transaction.respond({ status: 487 })
    if (request.method === 'INVITE') transaction.respond({ status: 100 })
    try {
      const answer = await this.#host.reoffered(bodyText(request))
      if (answer !== undefined) this.localSdp = answer
      return answer
    } finally {
      this.#offering = 'nobody'
    }
  }

  /** Shows our sign of life: by UPDATE where the peer takes it, else by a re-INVITE that changes nothing. */
  async #refresh(): Promise<void> {
    const interval = this.#interval
    if (!interval || !this.#host.isConfirmed()) return
    if (this.#offering !== 'nobody') {
      this.#refreshLater('us')
      return
    }
    const headers: HeaderEntry[] = [
      ['contact', this.#host.contact()],
      ALLOW,
      SUPPORTED,
      ['session-expires', `${interval.seconds};refresher=uac`],
      ...this.#least,
    ]
    this.#offering = this.#peerTakesUpdate ? 'nobody' : 'us'
    const outcome = this.#peerTakesUpdate
      ? await this.#host.request('UPDATE', headers)
      : await this.#host.request('INVITE', headers, { type: SDP, body: this.localSdp })
    this.#offering = 'nobody'
    if (!this.#host.isConfirmed()) return
    if (outcome.kind === 'response' && outcome.status < 300) {
      this.#host.refreshTarget(outcome)
      this.watch(timerOfResponse(outcome.headers))
      return
    }
    const least = outcome.kind === 'response' ? leastInterval(outcome) : undefined
    // Asked to come less often, we come at once as it was asked; each time longer, so not for ever (RFC 4028 §7.4).
    if (least !== undefined && least > interval.seconds) {
      this.#interval = { ...interval, seconds: least }
      this.#least = [['min-se', String(least)]]
      void this.#refresh()
      return
    }
    const isCollision = outcome.kind === 'response' && outcome.status === 491
    this.#refreshLater(isCollision ? this.#host.inviter() : 'us')
  }

  /** After a collision whoever made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms (§14.1). */
  #refreshLater(as: 'us' | 'peer'): void {
    const [least, steps] = as === 'us' ? [2100, 191] : [0, 201]
    const delayMs = least + Math.floor(Math.random() * steps) * 10
    this.#timers.start('refresh', delayMs, () => void this.#refresh())
  }
}

/** Why a body cannot be taken as a description. */
export function bodyRefusal(request: SipRequest): Reply | undefined {
  if (request.body.length === 0) return undefined
  const encoding = request.headers.get('content-encoding')?.toLowerCase() ?? 'identity'
  if (contentType(request.headers) === SDP && encoding === 'identity') return undefined
  return { status: 415, headers: [ACCEPT, ['accept-encoding', 'identity']] }
}
