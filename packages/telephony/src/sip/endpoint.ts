import { ACCEPT, ALLOW, SUPPORTED } from './capabilities.ts'
import type { Clock } from './clock.ts'
import { isWebSocket, type Flow } from './flow.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import type { Log } from './log.ts'
import { MalformedRequests } from './malformed-requests.ts'
import { tagOf, type SipRequest, type SipResponse } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { parseMessage } from './parse-message.ts'
import type { Registrar } from './registrar.ts'
import type { Replaces } from './replaces.ts'
import { acceptRefusal, extensionRefusal, refusalOf } from './request-checks.ts'
import { isScanner } from './scanners.ts'
import type { RequestSpec } from './serialize.ts'
import { IncomingSession } from './session/incoming-session.ts'
import { OutgoingSession, type OutgoingCall } from './session/outgoing-session.ts'
import { replacementOf } from './session/replacement.ts'
import { bodyRefusal } from './session/renegotiation.ts'
import type { Session } from './session/session.ts'
import { SessionTable } from './session/session-table.ts'
import { timerOfRequest, MIN_SESSION_SECONDS } from './session/session-timer.ts'
import type { SessionEnvironment } from './session/session-types.ts'
import type { SourceGuard } from './source-guard.ts'
import type { ClientHandlers } from './transaction/client-transaction.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import { TransactionLayer, type TransactionLayerOptions } from './transaction/transaction-layer.ts'
import type { Timing } from './transaction/timing.ts'

export interface EndpointOptions {
  readonly clock: Clock
  readonly timing: Timing
  readonly log: Log
  readonly gatekeeper: Gatekeeper
  readonly guard: SourceGuard
  readonly registrar: Registrar
  /** Whether a user who has authenticated may register. */
  readonly mayRegister: (user: string) => boolean
  readonly maxSessions: number
  readonly maxTransactions: number
  /** Our host and port for those who reach us by a flow. */
  readonly sentBy: (flow: Flow) => string
  readonly flowTo: SessionEnvironment['flowTo']
  readonly flowBack: TransactionLayerOptions['flowBack']
  /** Somebody calls. The session is to be handled before this returns. */
  readonly onCall: (session: IncomingSession) => void
}

/** Three messages of a scanner's are enough. */
const SCANNER_POINTS = 11

/** The user part of our Contact. */
export const CONTACT_USER = 'iris'

/** Sends requests outside any call. */
export interface RequestSender {
  send(request: RequestSpec, flow: Flow, handlers: ClientHandlers): void
  contactFor(flow: Flow): string
}

/** A registrar and user agent (RFC 3261 §8, §10): takes messages from transports, gives and takes sessions. */
export class SipEndpoint {
  readonly #options: EndpointOptions
  readonly #transactions: TransactionLayer
  readonly #sessions = new SessionTable()
  readonly #environment: SessionEnvironment
  readonly #malformed: MalformedRequests
  #isClosing = false
  #onEmpty: (() => void) | undefined

  constructor(options: EndpointOptions) {
    const { clock, timing, sentBy, flowTo } = options
    this.#options = options
    this.#malformed = new MalformedRequests(clock)
    this.#transactions = new TransactionLayer({
      ...options,
      onRequest: (transaction) => this.#receiveRequest(transaction),
      onAck: (ack, flow) => this.#receiveAck(ack, flow),
    })
    this.#environment = {
      clock,
      timing,
      transactions: this.#transactions,
      contactFor: (flow) => contactUri(sentBy(flow), flow),
      flowTo,
    }
  }

  /** What is held in memory, for tests of leaks and for metrics. */
  get size(): { sessions: number; clientTransactions: number; serverTransactions: number } {
    const { clients, servers } = this.#transactions.size
    return {
      sessions: this.#sessions.size,
      clientTransactions: clients,
      serverTransactions: servers,
    }
  }

  /** One message from a transport. Never throws: no message may end the process. */
  receive(bytes: Buffer, flow: Flow): void {
    try {
      this.#receive(bytes, flow)
    } catch (error) {
      this.#options.log.error({ err: error, flow: flow.id }, 'A SIP message could not be handled')
    }
  }

  #receive(bytes: Buffer, flow: Flow): void {
    // Browsers share addresses with each other and with telephones, and have bounds of their own.
    if (!isWebSocket(flow) && this.#options.guard.isBanned(flow.remoteAddress)) {
      flow.close('The address is shut out')
      return
    }
    const parsed = parseMessage(bytes)
    switch (parsed.kind) {
      case 'request':
        this.#note(parsed, parsed.method, flow)
        if (isScanner(parsed)) {
          this.#meetScanner(flow)
          return
        }
        this.#transactions.receiveRequest(parsed, flow)
        return
      case 'response':
        this.#note(parsed, parsed.status, flow)
        this.#transactions.receiveResponse(parsed)
        return
      case 'keep-alive':
        if (parsed.sign === 'ping' && flow.reliable) flow.send(Buffer.from('\r\n'))
        return
      case 'refused':
        this.#noteJunk(parsed.problem, flow)
        this.#malformed.refuse(parsed, bytes.length, flow)
        return
      case 'junk':
        this.#noteJunk(parsed.problem, flow)
    }
  }

  /** A connection has closed. */
  flowClosed(flow: Flow): void {
    this.#options.registrar.flowClosed(flow)
    this.#transactions.flowClosed(flow)
    for (const session of this.#sessions.ofFlow(flow)) session.flowLost()
  }

  /** Prepares a call; it begins with `start`. `undefined` when the address is none. */
  call(call: OutgoingCall, flow: Flow, user: string | undefined): OutgoingSession | undefined {
    const session = OutgoingSession.to(call, {
      environment: this.#environment,
      flow,
      user,
      closed: () => this.#forget(session),
    })
    if (session) this.#sessions.add(session)
    return session
  }

  /** Whether somebody at an address is in a call. */
  isInCall(address: string): boolean {
    return this.#sessions.hasPeerAt(address)
  }

  /** The session whose dialog a Replaces names. */
  named(replaces: Replaces): Session | undefined {
    return this.#sessions.named(replaces)
  }

  /** What requests of ours outside any call are sent with. */
  get outside(): RequestSender {
    return {
      send: (request, flow, handlers) => void this.#transactions.send(request, flow, handlers),
      contactFor: (flow) => this.#environment.contactFor(flow),
    }
  }

  /** Refuses new calls from now on. */
  stopTakingCalls(): void {
    this.#isClosing = true
  }

  /** Resolves when no session is left, or after the time. */
  async quiet(patienceMs: number): Promise<void> {
    if (this.#sessions.size === 0) return
    await new Promise<void>((resolve) => {
      const stop = this.#options.clock.after(patienceMs, resolve)
      this.#onEmpty = () => {
        stop()
        resolve()
      }
    })
  }

  close(): void {
    this.#isClosing = true
    this.#transactions.close()
    this.#options.registrar.close()
  }

  /** Silence tells a scanner nothing, and nobody whose address it may have borrowed is hit by an answer. */
  #meetScanner(flow: Flow): void {
    if (!isWebSocket(flow)) this.#options.guard.strike(flow.remoteAddress, SCANNER_POINTS)
    flow.close('A scanner is not served')
  }

  #receiveRequest(transaction: ServerTransaction): void {
    if (tagOf(transaction.request.to) !== undefined) {
      void this.#receiveInDialog(transaction)
      return
    }
    const { request } = transaction
    if (this.#transactions.hasPassed(request.headers.all('via'))) {
      transaction.respond({ status: 482 })
      return
    }
    if (this.#transactions.isMerged(transaction)) {
      transaction.respond({ status: 482, reason: 'Merged Request' })
      return
    }
    const refusal = refusalOf(request)
    if (refusal) {
      transaction.respond(refusal)
      return
    }
    switch (request.method) {
      case 'REGISTER':
        void this.#receiveRegister(transaction)
        return
      case 'INVITE':
        void this.#receiveInvite(transaction)
        return
      default:
        transaction.respond({ status: 200, headers: [ALLOW, ACCEPT, SUPPORTED] })
    }
  }

  #receiveAck(ack: SipRequest, flow: Flow): void {
    const session = this.#sessions.find(ack)
    if (session && this.#mayUse(session, flow)) session.acknowledged(ack)
  }

  async #receiveInDialog(transaction: ServerTransaction): Promise<void> {
    const { request, flow } = transaction
    const session = this.#sessions.find(request)
    if (!session || isWebSocket(session.flow) !== isWebSocket(flow)) {
      transaction.respond({ status: 481 })
      return
    }
    const refusal = extensionRefusal(request)
    if (refusal) {
      transaction.respond(refusal)
      return
    }
    if (!this.#mayUse(session, flow)) {
      // Another connection of the same party, after the first was lost: it must show whose it is.
      const user = await this.#options.gatekeeper.admit(transaction)
      if (user === undefined) return
      if (user !== session.user) {
        transaction.respond({ status: 403 })
        return
      }
    }
    const isAnother = session.flow.id !== flow.id && session.flow.transport === flow.transport
    if (isAnother && flow.reliable) this.#sessions.rebind(session, flow)
    session.receive(transaction)
  }

  #mayUse(session: Session, flow: Flow): boolean {
    if (!isWebSocket(session.flow)) return !isWebSocket(flow)
    if (session.flow.id === flow.id) return true
    return session.user !== undefined && flow.users.has(session.user)
  }

  async #receiveRegister(transaction: ServerTransaction): Promise<void> {
    const { request, flow } = transaction
    const user = await this.#options.gatekeeper.admit(transaction)
    if (user === undefined) return
    const account = request.to.address
    const isOwn = account.kind === 'sip' && account.user === user
    if (!isOwn || !this.#options.mayRegister(user) || this.#isClosing) {
      transaction.respond({ status: 403 })
      return
    }
    const reply = this.#options.registrar.register(user, request, flow)
    transaction.respond(reply)
    if (reply.status !== 200) return
    this.#takeUp(user, request, flow)
  }

  /** Sessions of a party whose connection was lost go on over the one it has just registered by. */
  #takeUp(user: string, request: SipRequest, flow: Flow): void {
    if (!isWebSocket(flow)) return
    const contact = parseNameAddress(request.headers.list('contact')[0] ?? '')?.address
    if (contact?.kind !== 'sip') return
    for (const session of this.#sessions.ofUser(user)) {
      if (session.flow.id !== flow.id && session.isAt(contact)) this.#sessions.rebind(session, flow)
    }
  }

  async #receiveInvite(transaction: ServerTransaction): Promise<void> {
    const { request, flow } = transaction
    let isCancelled = false
    transaction.onCancel = () => {
      isCancelled = true
      transaction.respond({ status: 487 })
    }
    transaction.respond({ status: 100 })
    // Networks are known by their numbers, people by their secrets.
    const mustProve = isWebSocket(flow)
    const user = mustProve ? await this.#options.gatekeeper.admit(transaction) : undefined
    if (isCancelled || (mustProve && user === undefined)) return
    const refusal = this.#inviteRefusal(request, flow)
    if (refusal) {
      transaction.respond(refusal)
      return
    }
    const replaced = replacementOf(request, { sessions: this.#sessions, user })
    if (replaced.kind === 'refused') {
      transaction.respond({ status: replaced.status })
      return
    }
    const session = IncomingSession.of(transaction, {
      environment: this.#environment,
      flow,
      user,
      closed: () => this.#forget(session),
    })
    if (!session) {
      transaction.respond({ status: 400, reason: 'Missing Contact' })
      return
    }
    session.replaced = replaced.kind === 'session' ? replaced.session : undefined
    this.#sessions.add(session)
    this.#options.onCall(session)
  }

  #inviteRefusal(request: SipRequest, flow: Flow): ReturnType<typeof refusalOf> {
    const isFull = this.#sessions.size >= this.#options.maxSessions
    const mayCall = isWebSocket(flow) || this.#options.guard.mayCall(flow.remoteAddress)
    if (this.#isClosing || isFull || !mayCall) {
      return { status: 503, headers: [['retry-after', '10']] }
    }
    if (timerOfRequest(request.headers).kind === 'too-brief') {
      return { status: 422, headers: [['min-se', String(MIN_SESSION_SECONDS)]] }
    }
    return acceptRefusal(request) ?? bodyRefusal(request)
  }

  #forget(session: Session | undefined): void {
    if (session) this.#sessions.remove(session)
    if (this.#sessions.size === 0) this.#onEmpty?.()
  }

  #note(message: SipRequest | SipResponse, what: string | number, flow: Flow): void {
    const { callId } = message
    this.#options.log.debug({ callId, what, flow: flow.id }, 'A SIP message came')
  }

  #noteJunk(problem: string, flow: Flow): void {
    const { transport, remoteAddress } = flow
    this.#options.log.debug({ problem, transport, remoteAddress }, 'A SIP message was malformed')
  }
}

/** The parameter says `ws` with and without TLS (RFC 7118 §5.2.1). */
const CONTACT_TRANSPORT: Readonly<Record<Flow['transport'], string>> = {
  UDP: '',
  TCP: ';transport=tcp',
  TLS: ';transport=tls',
  WS: ';transport=ws',
  WSS: ';transport=ws',
}

function contactUri(sentBy: string, flow: Flow): string {
  const transport = CONTACT_TRANSPORT[flow.transport]
  return `<sip:${CONTACT_USER}@${sentBy}${transport}>`
}
