import { randomBytes } from 'node:crypto'
import { ALLOW, SDP, SUPPORTED } from '../capabilities.ts'
import { bodyText, contentType, tagOf, type SipRequest, type SipResponse } from '../message.ts'
import { parseNameAddress, type NameAddress } from '../name-address.ts'
import type { HeaderEntry, Reply, RequestSpec } from '../serialize.ts'
import type { ClientTransaction } from '../transaction/client-transaction.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { Dialog } from './dialog.ts'
import { Session, type SessionOptions } from './session.ts'
import { timerOfResponse } from './session-timer.ts'

export interface OutgoingCall {
  /** The Request-URI. */
  readonly uri: string
  /** Our From value without a tag. */
  readonly from: string
  /** The To value. */
  readonly to: string
  readonly offer: string
  readonly headers: readonly HeaderEntry[]
}

/** A call that we make. */
export class OutgoingSession extends Session {
  readonly localTag = randomBytes(8).toString('hex')
  readonly callId = randomBytes(16).toString('hex')
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

  /** `undefined` when the address is none. */
  static to(call: OutgoingCall, options: SessionOptions): OutgoingSession | undefined {
    // Headers that a registered Contact asks for are nothing to send requests with (RFC 3261 §19.1.5).
    const [uri = ''] = call.uri.split('?', 1)
    const target = parseNameAddress(`<${uri}>`)
    return target && new OutgoingSession({ ...call, uri }, target, options)
  }

  private constructor(call: OutgoingCall, target: NameAddress, options: SessionOptions) {
    super(options)
    this.#call = call
    this.#target = target
    this.renegotiation.localSdp = call.offer
  }

  /** Sends the INVITE. */
  start(): void {
    const { uri, from, to, offer, headers } = this.#call
    const request: RequestSpec = {
      method: 'INVITE',
      uri,
      headers: [
        ['max-forwards', '70'],
        ['from', `${from};tag=${this.localTag}`],
        ['to', to],
        ['call-id', this.callId],
        ['cseq', '1 INVITE'],
        ['contact', this.environment.contactFor(this.flow)],
        ALLOW,
        SUPPORTED,
        ...headers,
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
    if (response.status < 200) this.#receiveProgress(response)
    else if (response.status < 300) this.#receiveAnswer(response)
    else {
      const { status, headers } = response
      this.endedByPeer({ kind: 'refused', status, headers })
    }
  }

  #receiveProgress(response: SipResponse): void {
    this.#hasProgress = true
    this.#sendCancel()
    if (response.status === 100 || this.phase !== 'early') return
    // Requests may already come in the early dialog (§12.1).
    if (tagOf(response.to) !== undefined) this.dialog = Dialog.ofResponse(response, this.#target)
    if (contentType(response.headers) === SDP) this.#earlySdp = bodyText(response)
    if (this.#hasRung) return
    this.#hasRung = true
    this.handlers?.ringing()
  }

  #receiveAnswer(response: SipResponse): void {
    const tag = tagOf(response.to) ?? ''
    const ack = this.#acks.get(tag)
    if (ack) {
      this.#resendAck(ack)
      return
    }
    const dialog = Dialog.ofResponse(response, this.#target)
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
    this.environment.transactions.send(bye, this.pathOf(dialog), {
      response: () => undefined,
      failed: () => undefined,
    })
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
    this.#cancel = { kind: 'wanted', headers }
    if (this.#hasProgress) this.#sendCancel()
  }

  #sendCancel(): void {
    if (this.#cancel.kind !== 'wanted' || !this.#transaction) return
    this.#cancel = { kind: 'sent', headers: this.#cancel.headers }
    this.environment.transactions.cancel(this.#transaction, this.#cancel.headers)
  }
}
