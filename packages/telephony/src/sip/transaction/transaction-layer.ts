import { randomToken } from '../random-token.ts'
import type { Clock } from '../clock.ts'
import { isWebSocket, type Flow } from '../flow.ts'
import { tagOf, type SipRequest, type SipResponse } from '../message.ts'
import { serializeRequest, type HeaderEntry, type RequestSpec } from '../serialize.ts'
import type { Via } from '../via.ts'
import {
  ClientTransaction,
  type ClientHandlers,
  type ClientTransactionOptions,
} from './client-transaction.ts'
import { ServerTransaction } from './server-transaction.ts'
import { lifetimeOf, type Timing } from './timing.ts'

const MAGIC = 'z9hG4bK'

export interface TransactionLayerOptions {
  readonly clock: Clock
  readonly timing: Timing
  /** Host and port by which answers find back to us over a flow, for Via. */
  readonly sentBy: (flow: Flow) => string
  /** The way to the caller of a request whose connection has closed, where there is another. */
  readonly flowBack: (via: Via, closed: Flow) => Flow | undefined
  /** Above this many transactions, new requests are dropped unanswered: the process must survive a flood. */
  readonly maxTransactions: number
  /** A request, once, however often it is repeated; never an ACK or a CANCEL that found its INVITE. */
  readonly onRequest: (transaction: ServerTransaction) => void
  /** The ACK to a 2xx. */
  readonly onAck: (ack: SipRequest, flow: Flow) => void
}

/** Matches messages to transactions (RFC 3261 §17.1.3, §17.2.3) and makes new ones. */
export class TransactionLayer {
  readonly #options: TransactionLayerOptions
  readonly #instance = randomToken(6)
  readonly #clients = new Map<string, ClientTransaction>()
  readonly #servers = new Map<string, ServerTransaction>()
  /** First requests by what stays the same on every way they may take, to see merged ones (§8.2.2.2). */
  readonly #firstSeen = new Map<string, ServerTransaction>()
  /** Client transactions by connection, to fail them when it closes. */
  readonly #byFlow = new Map<string, Set<ClientTransaction>>()

  constructor(options: TransactionLayerOptions) {
    this.#options = options
  }

  get size(): { clients: number; servers: number } {
    return { clients: this.#clients.size, servers: this.#servers.size }
  }

  receiveResponse(response: SipResponse): void {
    if (response.via.branch === undefined) return
    // No match means a repetition of something long over, or junk; neither wants anything (§18.1.2).
    this.#clients.get(`${response.via.branch} ${response.cseq.method}`)?.receive(response)
  }

  receiveRequest(request: SipRequest, flow: Flow): void {
    const key = serverKey(request, flow, request.method === 'ACK' ? 'INVITE' : request.method)
    const known = this.#servers.get(key)
    if (request.method === 'ACK') {
      if (!known || known.acknowledged()) this.#options.onAck(request, flow)
      return
    }
    if (known) {
      known.repeated()
      return
    }
    if (this.#servers.size >= this.#options.maxTransactions) return
    const transaction = this.#openServer(key, request, flow)
    if (request.method === 'CANCEL' && this.#cancel(transaction, flow)) return
    this.#options.onRequest(transaction)
  }

  /** Whether a request has come by another way before and is being, or was just, handled there. */
  isMerged(transaction: ServerTransaction): boolean {
    const key = mergeKey(transaction.request, transaction.flow)
    return key !== undefined && this.#firstSeen.get(key) !== transaction
  }

  /** Whether a request has passed through here before: one of its Vias is ours. */
  hasPassed(vias: readonly string[]): boolean {
    return vias.some((via) => via.includes(`${MAGIC}${this.#instance}`))
  }

  /** Sends a request in a transaction of its own. */
  send(request: RequestSpec, flow: Flow, handlers: ClientHandlers): ClientTransaction {
    const branch = this.#newBranch()
    const via = this.#via(flow, branch)
    return this.#openClient({ request, branch, via, flow, handlers })
  }

  /** Sends the CANCEL of an INVITE. Should the INVITE still get no final answer, it is given up (§9.1). */
  cancel(invite: ClientTransaction, headers: readonly HeaderEntry[]): void {
    const handlers: ClientHandlers = { response: () => undefined, failed: () => undefined }
    this.#openClient({ ...invite.hop, request: invite.cancelRequest(headers), handlers })
    this.#options.clock.after(lifetimeOf(this.#options.timing), () => invite.fail('timeout'))
  }

  /** Sends a request that nobody answers: the ACK to a 2xx. Gives its bytes, to send them again. */
  sendAck(request: RequestSpec, flow: Flow): Buffer {
    const via = this.#via(flow, this.#newBranch())
    const bytes = serializeRequest({ ...request, headers: [['via', via], ...request.headers] })
    flow.send(bytes)
    return bytes
  }

  flowClosed(flow: Flow): void {
    for (const transaction of this.#byFlow.get(flow.id) ?? []) transaction.fail('flow-closed')
  }

  close(): void {
    for (const transaction of this.#clients.values()) transaction.abandon()
    for (const transaction of this.#servers.values()) transaction.abandon()
  }

  #openServer(key: string, request: SipRequest, flow: Flow): ServerTransaction {
    const merge = mergeKey(request, flow)
    const transaction = new ServerTransaction({
      request,
      flow,
      // Both are answered by the same party (§9.2).
      tag: this.#cancelled(request, flow)?.tag ?? randomToken(8),
      clock: this.#options.clock,
      timing: this.#options.timing,
      flowBack: this.#options.flowBack,
      terminated: () => {
        this.#servers.delete(key)
        if (merge !== undefined && this.#firstSeen.get(merge) === transaction) {
          this.#firstSeen.delete(merge)
        }
      },
    })
    this.#servers.set(key, transaction)
    if (merge !== undefined && !this.#firstSeen.has(merge)) {
      this.#firstSeen.set(merge, transaction)
    }
    return transaction
  }

  /** Applies a CANCEL to its INVITE; false when there is none (§9.2). */
  #cancel(cancel: ServerTransaction, flow: Flow): boolean {
    const invite = this.#cancelled(cancel.request, flow)
    if (!invite) return false
    cancel.respond({ status: 200 })
    invite.cancelled()
    return true
  }

  /** The INVITE that a CANCEL means. */
  #cancelled(request: SipRequest, flow: Flow): ServerTransaction | undefined {
    if (request.method !== 'CANCEL') return undefined
    return this.#servers.get(serverKey(request, flow, 'INVITE'))
  }

  #openClient(
    options: Pick<ClientTransactionOptions, 'request' | 'branch' | 'via' | 'flow' | 'handlers'>,
  ): ClientTransaction {
    const { branch, flow, request } = options
    const key = `${branch} ${request.method}`
    const transaction = new ClientTransaction({
      ...options,
      clock: this.#options.clock,
      timing: this.#options.timing,
      terminated: () => {
        this.#clients.delete(key)
        this.#unlink(flow, transaction)
      },
    })
    this.#clients.set(key, transaction)
    if (flow.reliable) this.#link(flow, transaction)
    transaction.start()
    return transaction
  }

  #link(flow: Flow, transaction: ClientTransaction): void {
    const transactions = this.#byFlow.get(flow.id)
    if (transactions) transactions.add(transaction)
    else this.#byFlow.set(flow.id, new Set([transaction]))
  }

  #unlink(flow: Flow, transaction: ClientTransaction): void {
    const transactions = this.#byFlow.get(flow.id)
    transactions?.delete(transaction)
    if (transactions?.size === 0) this.#byFlow.delete(flow.id)
  }

  #newBranch(): string {
    return `${MAGIC}${this.#instance}${randomToken(8)}`
  }

  #via(flow: Flow, branch: string): string {
    const port = flow.reliable ? '' : ';rport'
    return `SIP/2.0/${flow.transport} ${this.#options.sentBy(flow)};branch=${branch}${port}`
  }
}

/** Browsers never share transactions; the network's requests may come by changing ways (§17.2.3). */
function serverKey(request: SipRequest, flow: Flow, method: string): string {
  const { via } = request
  const scope = isWebSocket(flow) ? flow.id : ''
  const sentBy = `${via.host}:${via.port ?? ''}`
  const branch = via.branch ?? ''
  if (branch.startsWith(MAGIC) && branch.length > MAGIC.length) {
    return `${scope} ${branch} ${sentBy} ${method}`
  }
  return `${scope} ${legacyKey(request, via)} ${sentBy} ${method}`
}

/** RFC 2543 clients name no transaction: what identifies the request must do (§17.2.3). */
function legacyKey(request: SipRequest, via: Via): string {
  const fromTag = tagOf(request.from) ?? ''
  return `${request.callId} ${fromTag} ${request.cseq.number} ${request.uri} ${via.octets}`
}

/** Requests of different browsers are never of one origin; those of the network may have been forked. */
function mergeKey(request: SipRequest, flow: Flow): string | undefined {
  if (tagOf(request.to) !== undefined || request.method === 'CANCEL') return undefined
  const fromTag = tagOf(request.from) ?? ''
  const scope = isWebSocket(flow) ? flow.id : ''
  return `${scope} ${request.callId} ${fromTag} ${request.cseq.number} ${request.method}`
}
