import { ACCEPT, ALLOW, SUPPORTED } from './capabilities.ts'
import type { Clock } from './clock.ts'
import { isWebSocket, type Flow } from './flow.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import type { Log } from './log.ts'
import { tagOf, type SipRequest, type SipResponse } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { parseMessage, type RefusedRequest } from './parse-message.ts'
import type { Registrar } from './registrar.ts'
import { parseReplaces, type Replaces } from './replaces.ts'
import { acceptRefusal, extensionRefusal, refusalOf } from './request-checks.ts'
import { serializeReply } from './serialize.ts'
import { IncomingSession } from './session/incoming-session.ts'
import { OutgoingSession, type OutgoingCall } from './session/outgoing-session.ts'
import { bodyRefusal } from './session/renegotiation.ts'
import type { Session } from './session/session.ts'
import { SessionTable } from './session/session-table.ts'
import { timerOfRequest, MIN_SESSION_SECONDS } from './session/session-timer.ts'
import type { SessionEnvironment } from './session/session-types.ts'
import type { ServerTransaction } from './transaction/server-transaction.ts'
import { TransactionLayer } from './transaction/transaction-layer.ts'
import type { Timing } from './transaction/timing.ts'

export interface EndpointOptions {
  readonly clock: Clock
  readonly timing: Timing
  readonly log: Log
  readonly gatekeeper: Gatekeeper
  readonly registrar: Registrar
  /** Whether a user who has authenticated may register. */
  readonly mayRegister: (user: string) => boolean
  readonly maxSessions: number
  readonly maxTransactions: number
  /** Our host and port for those who reach us by a flow. */
  readonly sentBy: (flow: Flow) => string
  readonly flowTo: SessionEnvironment['flowTo']
  /** Somebody calls. The session is to be handled before this returns. */
  readonly onCall: (session: IncomingSession) => void
}

/** A registrar and user agent (RFC 3261 §8, §10): takes messages from transports, gives and takes sessions. */
export class SipEndpoint {
  readonly #options: EndpointOptions
  readonly #transactions: TransactionLayer
  readonly #sessions = new SessionTable()
  readonly #environment: SessionEnvironment
  #isClosing = false
  #onEmpty: (() => void) | undefined

  constructor(options: EndpointOptions) {
    const { clock, timing, sentBy, flowTo } = options
    this.#options = options
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
    const parsed = parseMessage(bytes)
    switch (parsed.kind) {
      case 'request':
        this.#note(parsed, parsed.method, flow)
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
        this.#refuse(parsed, flow)
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

  /** The session whose dialog a Replaces names. */
  named(replaces: Replaces): Session | undefined {
    return this.#sessions.named(replaces)
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

  /** Says why a request cannot be carried out, without remembering anything (RFC 3261 §8.2.7). */
  #refuse(request: RefusedRequest, flow: Flow): void {
    this.#noteJunk(request.problem, flow)
    const path = {
      via: request.via,
      sourceAddress: flow.remoteAddress,
      sourcePort: flow.remotePort,
    }
    const reply = {
      status: request.status,
      headers: [['warning', warning(request.problem)]] as const,
    }
    flow.send(serializeReply(request, reply, { path, toTag: undefined }))
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
    const refusal = this.#inviteRefusal(request)
    if (refusal) {
      transaction.respond(refusal)
      return
    }
    const replaced = this.#replacedBy(request, user)
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

  /** The session that an INVITE is to replace, none, or why it cannot be replaced (RFC 3891 §3). */
  #replacedBy(
    request: SipRequest,
    user: string | undefined,
  ):
    | { readonly kind: 'none' }
    | { readonly kind: 'session'; readonly session: Session }
    | { readonly kind: 'refused'; readonly status: number } {
    const [value, ...others] = request.headers.all('replaces')
    if (value === undefined) return { kind: 'none' }
    const replaces = parseReplaces(value)
    if (!replaces || others.length > 0) return { kind: 'refused', status: 400 }
    const session = this.#sessions.named(replaces)
    // Of calls that were not answered yet only those that we make may be picked up.
    if (!session || (session.isEarly && session instanceof IncomingSession)) {
      return { kind: 'refused', status: 481 }
    }
    if (replaces.earlyOnly && !session.isEarly) return { kind: 'refused', status: 486 }
    // Nobody takes what was a browser's but the user whose browser it was.
    const isTheirs = session.user === undefined || session.user === user
    return isTheirs ? { kind: 'session', session } : { kind: 'refused', status: 403 }
  }

  #inviteRefusal(request: SipRequest): ReturnType<typeof refusalOf> {
    if (this.#isClosing || this.#sessions.size >= this.#options.maxSessions) {
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
  return `<sip:iris@${sentBy}${transport}>`
}

/** RFC 3261 §20.43: 399 is for reading, not for acting on. */
const warning = (problem: string): string => `399 iris "${problem}"`
