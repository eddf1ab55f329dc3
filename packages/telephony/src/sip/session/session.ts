import { ACCEPT, ALLOW, SUPPORTED } from '../capabilities.ts'
import { ChallengeAnswers, type Credentials } from '../client/challenge-answer.ts'
import { Timers } from '../clock.ts'
import { isWebSocket, type Flow } from '../flow.ts'
import { bodyText, contentType, type SipRequest } from '../message.ts'
import type { Replaces } from '../replaces.ts'
import type { Content, HeaderEntry, Reply, RequestSpec } from '../serialize.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import { lifetimeOf } from '../transaction/timing.ts'
import type { Dialog } from './dialog.ts'
import { OutgoingReferral } from './outgoing-referral.ts'
import { readReferTarget, Referral } from './referral.ts'
import { Renegotiation, type Outcome } from './renegotiation.ts'
import type { SessionEnd, SessionEnvironment, SessionHandlers } from './session-types.ts'
import { UnacknowledgedAnswers } from './unacknowledged-answers.ts'

export interface SessionOptions {
  readonly environment: SessionEnvironment
  readonly flow: Flow
  /** The user whose connection it is, where there is one: only theirs may take the session up again. */
  readonly user: string | undefined
  /** What challenges to our requests are answered with. */
  readonly credentials?: Credentials
  /** Called once nothing is left to do and the session can be forgotten. */
  readonly closed: () => void
}

/**
 * A call as SIP sees it: requests within the dialog both ways, and its end. How a dialog comes about is the business
 * of `IncomingSession` and `OutgoingSession`; new offers within it that of `Renegotiation`.
 */
export abstract class Session {
  readonly user: string | undefined
  abstract readonly localTag: string
  /** Who invited whom. */
  protected abstract readonly inviter: 'us' | 'peer'
  protected readonly environment: SessionEnvironment
  protected readonly renegotiation: Renegotiation
  protected phase: 'early' | 'confirmed' | 'closing' | 'closed' = 'early'
  protected dialog: Dialog | undefined
  readonly #answers: UnacknowledgedAnswers
  readonly #timers: Timers<'closing'>
  readonly #closed: () => void
  readonly #credentials: Credentials | undefined
  #flow: Flow
  #referral: OutgoingReferral | undefined
  #handlers: SessionHandlers | undefined
  /** A BYE that waits for an ACK or for a connection. */
  #farewell: readonly HeaderEntry[] | undefined

  constructor({ environment, flow, user, closed, credentials }: SessionOptions) {
    this.environment = environment
    this.#flow = flow
    this.user = user
    this.#closed = closed
    this.#credentials = credentials
    this.#timers = new Timers(environment.clock)
    this.#answers = new UnacknowledgedAnswers(environment)
    this.renegotiation = new Renegotiation(
      {
        inviter: () => this.inviter,
        isConfirmed: () => this.phase === 'confirmed',
        contact: () => environment.contactFor(this.#flow),
        request: (method, headers, content) => this.request(method, headers, content),
        sendAnswer: (transaction, reply) => this.sendAnswer(transaction, reply),
        refreshTarget: (message) => this.dialog?.refreshTarget(message),
        reoffered: (sdp) => this.#reoffered(sdp),
        notRefreshed: () => this.lost('not-refreshed'),
      },
      environment.clock,
    )
  }

  /** Ends the session from our side, whatever its state. `refusal` is for a caller not yet answered. */
  abstract end(refusal: Reply, headers: readonly HeaderEntry[]): void
  /** The connection closed before there was a call to save. */
  protected abstract abandonEarly(): void

  get flow(): Flow {
    return this.#flow
  }

  /** Says who hears of what happens, which is nothing before the session has been handed out. */
  handle(handlers: SessionHandlers): void {
    this.#handlers = handlers
  }

  /** Whether a request that names our tag is really of this dialog. */
  matches(request: SipRequest): boolean {
    return this.dialog?.matches(request) ?? false
  }

  /** Whether somebody means this dialog by a Replaces (RFC 3891 §3). */
  isNamedBy({ callId, toTag, fromTag }: Replaces): boolean {
    const { dialog } = this
    return dialog?.callId === callId && dialog.localTag === toTag && dialog.remoteTag === fromTag
  }

  get isEarly(): boolean {
    return this.phase === 'early'
  }

  /** Whether the peer is the one that a Contact names: the same user part at the same host. */
  isAt(contact: { readonly user?: string; readonly host: string }): boolean {
    const target = this.dialog?.remoteTarget.address
    return target?.kind === 'sip' && target.host === contact.host && target.user === contact.user
  }

  /** Goes on over another connection of the same party. */
  rebind(flow: Flow): void {
    this.#flow = flow
    this.handlers?.flowRestored()
    this.#sayFarewell()
  }

  flowLost(): void {
    if (this.phase === 'early') this.abandonEarly()
    else if (isWebSocket(this.#flow)) this.handlers?.flowLost()
  }

  /** A request within the dialog. */
  receive(transaction: ServerTransaction): void {
    const { request } = transaction
    if (!this.dialog?.takeSequence(request.cseq.number)) {
      transaction.respond({ status: 500, reason: 'CSeq Out Of Order' })
      return
    }
    switch (request.method) {
      case 'BYE':
        this.receiveBye(transaction)
        return
      case 'INVITE':
      case 'UPDATE':
        void this.renegotiation.receive(transaction)
        return
      case 'INFO':
        this.#receiveInfo(transaction)
        return
      case 'REFER':
        this.#receiveRefer(transaction)
        return
      case 'NOTIFY':
        transaction.respond(this.#referral?.receive(request) ?? { status: 481 })
        return
      case 'PRACK':
        this.receivePrack(transaction)
        return
      case 'OPTIONS':
        transaction.respond({ status: 200, headers: [ALLOW, ACCEPT, SUPPORTED] })
        return
      default:
        transaction.respond({ status: 405, headers: [ALLOW] })
    }
  }

  /** The ACK to a 2xx of ours. */
  acknowledged(ack: SipRequest): void {
    if (!this.#answers.acknowledge(ack.cseq.number)) return
    this.renegotiation.acknowledged(ack)
    this.#sayFarewell()
  }

  /** Sends an INFO; resolves to whether it was taken. */
  async sendInfo(content: Content): Promise<boolean> {
    const outcome = await this.request('INFO', [], content)
    return outcome.kind === 'response' && outcome.status < 300
  }

  /**
   * Asks the party to connect itself elsewhere (REFER): Refer-To's value. Resolves to the status it answers with, 408 where
   * it does not. What comes of it is told by `progress`.
   */
  async refer(referTo: string, progress: (status: number) => void): Promise<number> {
    const { clock, contactFor } = this.environment
    const contact = contactFor(this.#flow)
    this.#referral?.end()
    const referral = new OutgoingReferral({ clock, progress })
    this.#referral = referral
    const headers: HeaderEntry[] = [
      ['refer-to', referTo],
      ['referred-by', contact],
      ['contact', contact],
    ]
    const outcome = await this.request('REFER', headers)
    const status = outcome.kind === 'response' ? outcome.status : 408
    if (status >= 300) referral.end()
    return status
  }

  /** Whether a wish of ours is being carried out. */
  get isReferring(): boolean {
    return this.#referral?.isOver === false
  }

  /** How somebody else is to name this dialog to the party, to take our place (RFC 3891); `undefined` before it is one. */
  get placeOfOurs(): { readonly uri: string; readonly replaces: string } | undefined {
    const { dialog } = this
    if (!dialog || this.phase !== 'confirmed' || isWebSocket(this.#flow)) return undefined
    const { callId, remoteTag, localTag, remoteTarget } = dialog
    const replaces = `${callId};to-tag=${remoteTag};from-tag=${localTag}`
    return { uri: remoteTarget.uri, replaces }
  }

  /** Who is to hear of what happens: nobody once the session is over for us. */
  protected get handlers(): SessionHandlers | undefined {
    return this.phase === 'closing' || this.phase === 'closed' ? undefined : this.#handlers
  }

  /** The acknowledgement of a provisional answer; only who is called gives those. */
  protected receivePrack(transaction: ServerTransaction): void {
    transaction.respond({ status: 481 })
  }

  protected receiveBye(transaction: ServerTransaction): void {
    transaction.respond({ status: 200 })
    this.endedByPeer({ kind: 'bye', headers: transaction.request.headers })
  }

  /** Sends a request in the dialog and resolves to what came of it. Never rejects. */
  protected async request(
    method: string,
    headers: readonly HeaderEntry[],
    content?: Content,
  ): Promise<Outcome> {
    const { dialog } = this
    if (!dialog || !this.pathOf(dialog).isOpen()) return { kind: 'flow-closed' }
    const challenges = this.#credentials && new ChallengeAnswers(this.#credentials)
    let proof: readonly HeaderEntry[] | undefined = []
    for (;;) {
      const spec = dialog.nextRequest(method, [...headers, ...proof], content)
      const outcome = await this.#send(spec, dialog)
      proof = outcome.kind === 'response' ? challenges?.take(outcome, spec) : undefined
      if (proof) continue
      // A party that wants no news of its transfer is still in the call (RFC 5057 §5.3).
      if (method !== 'NOTIFY') this.#noteLostDialog(outcome)
      return outcome
    }
  }

  #send(spec: RequestSpec, dialog: Dialog): Promise<Outcome> {
    return new Promise((resolve) => {
      this.environment.transactions.send(spec, this.pathOf(dialog), {
        response: (response) => {
          if (spec.method === 'INVITE' && response.status >= 200 && response.status < 300) {
            const ack = dialog.ack(response.cseq.number)
            this.environment.transactions.sendAck(ack, this.pathOf(dialog))
          }
          if (response.status >= 200) resolve(response)
        },
        failed: (kind) => resolve({ kind }),
      })
    })
  }

  /** The way requests in a dialog go: a browser's connection, or through the network to the next hop it names. */
  protected pathOf(dialog: Dialog): Flow {
    return isWebSocket(this.#flow)
      ? this.#flow
      : this.environment.flowTo(dialog.nextHop, this.#flow)
  }

  /** Sends a 2xx to an INVITE, again and again until its ACK comes. */
  protected sendAnswer(transaction: ServerTransaction, reply: Reply): void {
    this.#answers.send(transaction.request.cseq.number, {
      send: () => transaction.respond(reply),
      givenUp: () => {
        this.lost('no-ack')
        this.#sayFarewell()
      },
    })
  }

  /** The peer can no longer be counted on; a BYE tells it so in case it is there. */
  protected lost(sign: Extract<SessionEnd, { kind: 'vanished' }>['sign']): void {
    const { handlers } = this
    this.sayBye([])
    handlers?.ended({ kind: 'vanished', sign })
  }

  /** It is over by the peer's doing, and the peer knows. */
  protected endedByPeer(end: SessionEnd): void {
    const { handlers } = this
    this.close()
    handlers?.ended(end)
  }

  /** Says BYE as soon as it may be said, and forgets the session when it has been heard, or in a minute. */
  protected sayBye(headers: readonly HeaderEntry[]): void {
    if (this.phase === 'closing' || this.phase === 'closed') return
    this.phase = 'closing'
    this.renegotiation.stop()
    this.#farewell = headers
    const patienceMs = 2 * lifetimeOf(this.environment.timing)
    this.#timers.start('closing', patienceMs, () => this.close())
    this.#sayFarewell()
  }

  protected close(): void {
    if (this.phase === 'closed') return
    this.phase = 'closed'
    this.#timers.stopAll()
    this.#referral?.end()
    this.renegotiation.stop()
    this.#answers.stop()
    this.#closed()
  }

  #sayFarewell(): void {
    const headers = this.#farewell
    if (!headers || this.phase !== 'closing') return
    // A callee may not say BYE before the ACK (RFC 3261 §15.1.1), and to a browser nobody can without its connection.
    const isReachable = !isWebSocket(this.#flow) || this.#flow.isOpen()
    if (this.#answers.size > 0 || !isReachable) return
    this.#farewell = undefined
    void this.request('BYE', headers).then((outcome) => {
      if (outcome.kind === 'flow-closed' && this.phase === 'closing') this.#farewell = headers
      else this.close()
    })
  }

  /** Silence and 481 mean that the peer knows nothing of the dialog any more (§12.2.1.2). */
  #noteLostDialog(outcome: Outcome): void {
    if (outcome.kind === 'flow-closed' || this.phase !== 'confirmed') return
    const status = outcome.kind === 'response' ? outcome.status : 408
    if (status === 408) this.lost('no-response')
    if (status === 481) this.lost('unknown-to-peer')
  }

  async #reoffered(sdp: string): Promise<string | undefined> {
    try {
      return await this.handlers?.reoffered(sdp)
    } catch {
      return undefined
    }
  }

  #receiveRefer(transaction: ServerTransaction): void {
    const { handlers } = this
    const target = readReferTarget(transaction.request)
    if ('status' in target || !handlers || this.phase !== 'confirmed') {
      transaction.respond('status' in target ? target : { status: 491 })
      return
    }
    const { clock } = this.environment
    const contact = (): string => this.environment.contactFor(this.#flow)
    const notify = (headers: readonly HeaderEntry[], content: Content): Promise<Outcome> =>
      this.request('NOTIFY', headers, content)
    handlers.referred(new Referral(transaction, { target, clock, contact, notify }))
  }

  #receiveInfo(transaction: ServerTransaction): void {
    const { request } = transaction
    if (request.headers.has('info-package')) {
      transaction.respond({ status: 469, headers: [['recv-info', '']] })
      return
    }
    const type = contentType(request.headers)
    const isTaken =
      request.body.length === 0 ||
      (type !== undefined && this.handlers?.info(type, bodyText(request)) === true)
    transaction.respond(isTaken ? { status: 200 } : { status: 415, headers: [ACCEPT] })
  }
}
