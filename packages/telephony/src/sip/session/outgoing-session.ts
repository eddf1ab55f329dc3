import { randomToken } from '../random-token.ts'
import { ALLOW, SDP, SUPPORTED } from '../capabilities.ts'
import { parseDigits } from '../characters.ts'
import { ChallengeAnswers, type Credentials } from '../client/challenge-answer.ts'
import { bodyText, contentType, tagOf, type SipRequest, type SipResponse } from '../message.ts'
import { parseNameAddress, type NameAddress } from '../name-address.ts'
import type { HeaderEntry, Reply, RequestSpec } from '../serialize.ts'
import type { ClientHandlers, ClientTransaction } from '../transaction/client-transaction.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { Dialog } from './dialog.ts'
import { Session, type SessionOptions } from './session.ts'
import { leastInterval, timerOfResponse } from './session-timer.ts'

export interface OutgoingCall {
  /** The Request-URI. */
  readonly uri: string
  /** Our From value without a tag. */
  readonly from: string
  /** The To value. */
  readonly to: string
  readonly offer: string
  readonly headers: readonly HeaderEntry[]
  /** What challenges are answered with; none and they refuse the call. */
  readonly credentials?: Credentials
  /** An INVITE that nobody has answered with anything by then is given up. Milliseconds. */
  readonly silenceMs?: number
}

/** How many branches of a fork are kept apart before they are answered. */
const MAX_BRANCHES = 32
const NOBODY_WAITS: ClientHandlers = { response: () => undefined, failed: () => undefined }

/** A call that we make. */
export class OutgoingSession extends Session {
  protected readonly inviter = 'us'
  readonly localTag = randomToken(8)
  readonly callId = randomToken(16)
  readonly #call: OutgoingCall
  readonly #target: NameAddress
  #transaction: ClientTransaction | undefined
  #hasRung = false
  #hasProgress = false
  /** A CANCEL waits for a sign that the INVITE arrived (RFC 3261 §9.1). */
  #cancel:
    | { readonly kind: 'none' }
    | { readonly kind: 'wanted' | 'sent'; readonly headers: readonly HeaderEntry[] } = {
    kind: 'none',
  }
  /** A description in a provisional answer; it holds if the final one repeats none. */
  #earlySdp = ''
  readonly #acks = new Map<string, Buffer>()
  readonly #challenges: ChallengeAnswers | undefined
  #stopPatience: (() => void) | undefined
  /** What the network asked the INVITE to carry: who we are, and for how long the session may be. */
  #proof: readonly HeaderEntry[] = []
  #interval: readonly HeaderEntry[] = []
  /** Each INVITE has a number of its own. */
  #sequence = 0
  /** By the tag of each branch, the last provisional answer that a PRACK went to, and the number of that. */
  readonly #acknowledged = new Map<string, { readonly rseq: number; readonly sequence: number }>()

  /** `undefined` when the address is none. */
  static to(call: OutgoingCall, options: SessionOptions): OutgoingSession | undefined {
    // Headers that a registered Contact asks for are nothing to send requests with (RFC 3261 §19.1.5).
    const [uri = ''] = call.uri.split('?', 1)
    const target = parseNameAddress(`<${uri}>`)
    return target && new OutgoingSession({ ...call, uri }, target, options)
  }

  private constructor(call: OutgoingCall, target: NameAddress, options: SessionOptions) {
    super({ ...options, ...(call.credentials ? { credentials: call.credentials } : {}) })
    this.#call = call
    this.#challenges = call.credentials && new ChallengeAnswers(call.credentials)
    this.#target = target
    this.renegotiation.localSdp = call.offer
  }

  /** Sends the INVITE. */
  start(): void {
    this.#invite()
  }

  #invite(): void {
    const { uri, from, to, offer, headers, silenceMs } = this.#call
    this.#sequence += 1
    if (silenceMs !== undefined) {
      this.#stopPatience = this.environment.clock.after(silenceMs, () => this.#losePatience())
    }
    const request: RequestSpec = {
      method: 'INVITE',
      uri,
      headers: [
        ['max-forwards', '70'],
        ['from', `${from};tag=${this.localTag}`],
        ['to', to],
        ['call-id', this.callId],
        ['cseq', `${this.#sequence} INVITE`],
        ['contact', this.environment.contactFor(this.flow)],
        ALLOW,
        SUPPORTED,
        ...headers,
        ...this.#interval,
        ...this.#proof,
      ],
      content: { type: SDP, body: offer },
    }
    this.#transaction = this.environment.transactions.send(request, this.flow, {
      response: (response) => this.#receive(response),
      failed: (why) => this.#failed(why),
    })
  }

  override end(_refusal: Reply, headers: readonly HeaderEntry[]): void {
    if (this.phase === 'confirmed') {
      this.sayBye(headers)
    } else if (this.phase === 'early') {
      this.#giveUp(headers)
    }
  }

  override matches(request: SipRequest): boolean {
    return request.callId === this.callId && super.matches(request)
  }

  protected override receiveBye(transaction: ServerTransaction): void {
    if (this.phase !== 'early') {
      super.receiveBye(transaction)
      return
    }
    // A callee may say no BYE before its answer (RFC 3261 §15); one that does wants the call no more.
    const { handlers } = this
    transaction.respond({ status: 200 })
    this.#giveUp([])
    handlers?.ended({ kind: 'bye', headers: transaction.request.headers })
  }

  protected override abandonEarly(): void {
    this.#failed('flow-closed')
  }

  #receive(response: SipResponse): void {
    this.#stopPatience?.()
    if (response.status < 200) this.#receiveProgress(response)
    else if (response.status < 300) this.#receiveAnswer(response)
    else if (!this.#proveOurselves(response) && !this.#inviteForLonger(response)) {
      const { status, headers } = response
      this.endedByPeer({ kind: 'refused', status, headers })
    }
  }

  /** Invites once more where a proxy asked for a session timer that is too brief for the called (RFC 4028 §7.4). */
  #inviteForLonger(response: SipResponse): boolean {
    const least = leastInterval(response)
    if (least === undefined || this.phase !== 'early' || this.#interval.length > 0) return false
    this.#hasProgress = false
    this.#interval = [
      ['session-expires', String(least)],
      ['min-se', String(least)],
    ]
    this.#invite()
    return true
  }

  /** Invites once more with the answer to a challenge (RFC 3261 §22.2); false when there is none to give. */
  #proveOurselves(response: SipResponse): boolean {
    if (this.phase !== 'early') return false
    const proof = this.#challenges?.take(response, { method: 'INVITE', uri: this.#call.uri })
    if (!proof) return false
    this.#hasProgress = false
    this.#proof = proof
    this.#invite()
    return true
  }

  /** Nobody has shown a sign of life. Should they wake up later, they find the call cancelled. */
  #losePatience(): void {
    if (this.phase !== 'early') return
    const { handlers } = this
    this.#giveUp([])
    handlers?.ended({ kind: 'unanswered' })
  }

  #receiveProgress(response: SipResponse): void {
    this.#hasProgress = true
    this.#sendCancel()
    if (response.status === 100 || !this.#acknowledgeProgress(response)) return
    if (this.phase !== 'early') return
    // Requests may already come in the early dialog (§12.1).
    if (tagOf(response.to) !== undefined) this.dialog = this.#dialogOf(response)
    this.#ring()
    const isFirst = this.#earlySdp === ''
    if (contentType(response.headers) === SDP) this.#earlySdp = bodyText(response)
    if (isFirst && this.#earlySdp !== '') this.handlers?.progressed(this.#earlySdp)
  }

  #ring(): void {
    if (this.#hasRung) return
    this.#hasRung = true
    this.handlers?.ringing()
  }

  /** Sends the PRACK of a provisional answer that wants one (RFC 3262 §4); false for one that has come before. */
  #acknowledgeProgress(response: SipResponse): boolean {
    const { headers, cseq } = response
    const tag = tagOf(response.to)
    const rseq = parseDigits(headers.get('rseq') ?? '', 2 ** 32 - 1)
    if (!headers.tokens('require').has('100rel') || tag === undefined || rseq === undefined) {
      return true
    }
    const last = this.#acknowledged.get(tag)
    if (last && rseq !== last.rseq + 1) return false
    if (!last && this.#acknowledged.size >= MAX_BRANCHES) return false
    const dialog = this.#dialogOf(response)
    const prack = dialog.nextRequest('PRACK', [['rack', `${rseq} ${cseq.number} INVITE`]])
    this.#acknowledged.set(tag, { rseq, sequence: dialog.localSequence })
    this.environment.transactions.send(prack, this.pathOf(dialog), NOBODY_WAITS)
    return true
  }

  /** The dialog that a response makes; requests in it go on counting where those of the early dialog stopped. */
  #dialogOf(response: SipResponse): Dialog {
    const last = this.#acknowledged.get(tagOf(response.to) ?? '')
    return Dialog.ofResponse(response, this.#target, last?.sequence)
  }

  #receiveAnswer(response: SipResponse): void {
    const tag = tagOf(response.to) ?? ''
    const ack = this.#acks.get(tag)
    if (ack) {
      this.#resendAck(ack)
      return
    }
    const dialog = this.#dialogOf(response)
    const { transactions } = this.environment
    this.#acks.set(tag, transactions.sendAck(dialog.ack(response.cseq.number), this.pathOf(dialog)))
    if (this.phase === 'early') this.#confirm(dialog, response)
    else if (this.#cancel.kind === 'none') this.#refuseFork(dialog)
    else this.#sayByeAfterAll(dialog, this.#cancel.headers)
  }

  #confirm(dialog: Dialog, response: SipResponse): void {
    this.dialog = dialog
    this.phase = 'confirmed'
    this.renegotiation.noteCapabilities(response)
    this.renegotiation.watch(timerOfResponse(response.headers))
    const hasSdp = response.body.length > 0 && contentType(response.headers) === SDP
    this.handlers?.answered(hasSdp ? bodyText(response) : this.#earlySdp)
  }

  /** The 2xx crossed our CANCEL: the call is up, and ends at once (§9.1, §15). */
  #sayByeAfterAll(dialog: Dialog, headers: readonly HeaderEntry[]): void {
    this.#cancel = { kind: 'none' }
    this.dialog = dialog
    this.phase = 'confirmed'
    this.sayBye(headers)
  }

  /** Another branch of a forked INVITE was answered too; one call is enough (§13.2.2.4). */
  #refuseFork(dialog: Dialog): void {
    const bye = dialog.nextRequest('BYE', [])
    this.environment.transactions.send(bye, this.pathOf(dialog), NOBODY_WAITS)
  }

  #resendAck(ack: Buffer): void {
    const { dialog } = this
    if (dialog) this.pathOf(dialog).send(ack)
  }

  #failed(why: 'timeout' | 'flow-closed'): void {
    if (this.phase !== 'early' && this.#cancel.kind === 'none') return
    this.endedByPeer(why === 'timeout' ? { kind: 'unanswered' } : { kind: 'flow-closed' })
  }

  /** Cancels. What may still come is the business of `#receive`: a refusal, or a 2xx that crosses the CANCEL. */
  #giveUp(headers: readonly HeaderEntry[]): void {
    this.phase = 'closing'
    this.#stopPatience?.()
    this.#cancel = { kind: 'wanted', headers }
    if (this.#hasProgress) this.#sendCancel()
    // An INVITE that is not wanted any more must not ring somebody who hears its repetition first.
    else this.#transaction?.stopRepeating()
  }

  #sendCancel(): void {
    if (this.#cancel.kind !== 'wanted' || !this.#transaction) return
    this.#cancel = { kind: 'sent', headers: this.#cancel.headers }
    this.environment.transactions.cancel(this.#transaction, this.#cancel.headers)
  }
}
