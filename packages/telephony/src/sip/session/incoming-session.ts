import { ALLOW, SDP, SUPPORTED } from '../capabilities.ts'
import { parseDigits } from '../characters.ts'
import { Timers } from '../clock.ts'
import { bodyText, contentType, type SipRequest } from '../message.ts'
import type { HeaderEntry, Reply } from '../serialize.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { Dialog } from './dialog.ts'
import { Session, type SessionOptions } from './session.ts'
import { timerOfRequest } from './session-timer.ts'
import type { SessionEnd } from './session-types.ts'

/** Proxies give up on a call they have heard nothing of for three minutes (RFC 3261 §13.3.1.1). */
const PROGRESS_INTERVAL_MS = 60_000

/** A call that somebody makes to us. */
export class IncomingSession extends Session {
  readonly localTag: string
  readonly invite: SipRequest
  /** The caller's offer; `undefined` where the caller leaves the offer to us. */
  readonly offer: string | undefined
  readonly #transaction: ServerTransaction
  readonly #timers: Timers<'progress' | 'expires'>
  /** Waits for the answer that the ACK brings, where our 2xx made the offer. */
  #awaitsLateAnswer = false

  /** `undefined` when the INVITE lacks what a dialog needs. */
  static of(transaction: ServerTransaction, options: SessionOptions): IncomingSession | undefined {
    const dialog = Dialog.ofRequest(transaction.request, transaction.tag)
    return dialog && new IncomingSession(transaction, dialog, options)
  }

  private constructor(transaction: ServerTransaction, dialog: Dialog, options: SessionOptions) {
    super(options)
    const { request } = transaction
    this.#transaction = transaction
    this.#timers = new Timers(options.environment.clock)
    this.dialog = dialog
    this.localTag = transaction.tag
    this.invite = request
    this.offer = request.body.length > 0 ? bodyText(request) : undefined
    this.renegotiation.noteCapabilities(request)
    transaction.onCancel = () => this.#stopEarly(487, { kind: 'cancelled' })
    this.#startExpiry()
  }

  /** Tells the caller that it is being attended to (180). */
  ring(): void {
    if (this.phase !== 'early') return
    this.#transaction.respond({ status: 180, headers: this.#dialogHeaders() })
    this.#timers.start('progress', PROGRESS_INTERVAL_MS, () => this.ring())
  }

  /** Takes the call (200) with our description: the answer, or the offer where the caller made none. */
  accept(sdp: string): void {
    if (this.phase !== 'early') return
    const timer = timerOfRequest(this.invite.headers)
    const timerHeaders = timer.kind === 'agreed' ? timer.headers : []
    this.phase = 'confirmed'
    this.#timers.stopAll()
    this.#awaitsLateAnswer = this.offer === undefined
    this.renegotiation.localSdp = sdp
    this.renegotiation.watch(timer.kind === 'agreed' ? timer.interval : undefined)
    this.sendAnswer(this.#transaction, {
      status: 200,
      headers: [...this.#dialogHeaders(), SUPPORTED, ...timerHeaders],
      content: { type: SDP, body: sdp },
    })
  }

  override end(refusal: Reply, headers: readonly HeaderEntry[]): void {
    if (this.phase === 'early') {
      this.#transaction.respond(refusal)
      this.close()
    } else {
      this.sayBye(headers)
    }
  }

  override acknowledged(ack: SipRequest): void {
    super.acknowledged(ack)
    if (!this.#awaitsLateAnswer || ack.cseq.number !== this.invite.cseq.number) return
    this.#awaitsLateAnswer = false
    const isAnswer = ack.body.length > 0 && contentType(ack.headers) === SDP
    this.handlers?.answered(isAnswer ? bodyText(ack) : '')
  }

  protected override receiveBye(transaction: ServerTransaction): void {
    // A caller may say BYE in an early dialog too (RFC 3261 §15.1.2).
    if (this.phase === 'early') {
      transaction.respond({ status: 200 })
      this.#stopEarly(487, { kind: 'cancelled' })
    } else {
      super.receiveBye(transaction)
    }
  }

  protected override abandonEarly(): void {
    this.#stopEarly(487, { kind: 'flow-closed' })
  }

  protected override close(): void {
    this.#timers.stopAll()
    super.close()
  }

  #stopEarly(status: number, end: SessionEnd): void {
    if (this.phase !== 'early') return
    this.#transaction.respond({ status })
    this.endedByPeer(end)
  }

  #startExpiry(): void {
    const seconds = parseDigits(this.invite.headers.get('expires') ?? '', 2 ** 31)
    if (seconds === undefined || seconds === 0 || seconds > 3600) return
    this.#timers.start('expires', seconds * 1000, () => this.#stopEarly(487, { kind: 'cancelled' }))
  }

  #dialogHeaders(): HeaderEntry[] {
    return [['contact', this.environment.contactFor(this.flow)], ALLOW]
  }
}
