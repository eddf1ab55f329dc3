import { randomInt } from 'node:crypto'
import { ALLOW, SDP, SUPPORTED } from '../capabilities.ts'
import { parseDigits } from '../characters.ts'
import { Timers } from '../clock.ts'
import { bodyText, contentType, type SipRequest } from '../message.ts'
import type { HeaderEntry, Reply } from '../serialize.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { Dialog } from './dialog.ts'
import { ReliableProvisionals } from './reliable-provisionals.ts'
import { Session, type SessionOptions } from './session.ts'
import { timerOfRequest } from './session-timer.ts'
import type { SessionEnd } from './session-types.ts'

/** Proxies give up on a call they have heard nothing of for three minutes (RFC 3261 §13.3.1.1). */
const PROGRESS_INTERVAL_MS = 60_000

/** A call that somebody makes to us. */
export class IncomingSession extends Session {
  readonly localTag: string
  protected readonly inviter = 'peer'
  readonly invite: SipRequest
  /** The session whose place this one is to take (RFC 3891). */
  replaced: Session | undefined
  /** The caller's offer; `undefined` where the caller leaves the offer to us. */
  readonly offer: string | undefined
  readonly #transaction: ServerTransaction
  readonly #timers: Timers<'progress' | 'expires'>
  readonly #provisionals: ReliableProvisionals
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
    this.#provisionals = new ReliableProvisionals(
      {
        ...options.environment,
        inviteSequence: request.cseq.number,
        givenUp: () => this.#stopEarly(504, { kind: 'vanished', sign: 'no-ack' }),
      },
      randomInt(1, 2 ** 31),
    )
    this.dialog = dialog
    this.localTag = transaction.tag
    this.invite = request
    this.offer = request.body.length > 0 ? bodyText(request) : undefined
    this.renegotiation.noteCapabilities(request)
    transaction.onCancel = () => this.#stopEarly(487, { kind: 'cancelled' })
    this.#startExpiry()
  }

  /** Tells the caller that it is being attended to (180), for sure where it wants to be sure (RFC 3262). */
  ring(): void {
    if (this.phase !== 'early') return
    this.#timers.start('progress', PROGRESS_INTERVAL_MS, () => this.ring())
    // The first answer for sure would have to carry the offer (§5), which is made when the call is taken.
    const mayBeSure = this.offer !== undefined
    if (mayBeSure || !this.#mustBeSure) this.#tell({ status: 180 })
  }

  /** Gives the caller our answer before the call is taken (183), so that it hears us already. */
  progress(sdp: string): void {
    if (this.phase !== 'early') return
    this.renegotiation.localSdp = sdp
    this.#timers.start('progress', PROGRESS_INTERVAL_MS, () => this.progress(sdp))
    this.#tell({ status: 183, content: { type: SDP, body: sdp } })
  }

  get #mustBeSure(): boolean {
    return this.invite.headers.tokens('require').has('100rel')
  }

  #tell(reply: Reply): void {
    const send = (extra: readonly HeaderEntry[]): void =>
      this.#transaction.respond({ ...reply, headers: [...this.#dialogHeaders(), ...extra] })
    if (this.#mustBeSure) this.#provisionals.send(send)
    else send([])
  }

  /** Takes the call (200) with our description: the answer, or the offer where the caller made none. */
  accept(sdp: string): void {
    if (this.phase !== 'early') return
    const timer = timerOfRequest(this.invite.headers)
    const timerHeaders = timer.kind === 'agreed' ? timer.headers : []
    this.phase = 'confirmed'
    this.#timers.stopAll()
    this.#provisionals.stop()
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

  protected override receivePrack(transaction: ServerTransaction): void {
    const { headers, body } = transaction.request
    if (!this.#provisionals.acknowledge(headers.get('rack') ?? '')) {
      transaction.respond({ status: 481 })
      return
    }
    // A new offer may come only once the first has its answer (RFC 3262 §5), which no 180 of ours carries.
    transaction.respond({ status: body.length > 0 ? 488 : 200 })
    this.#provisionals.goOn()
  }

  protected override abandonEarly(): void {
    this.#stopEarly(487, { kind: 'flow-closed' })
  }

  protected override close(): void {
    this.#timers.stopAll()
    this.#provisionals.stop()
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
