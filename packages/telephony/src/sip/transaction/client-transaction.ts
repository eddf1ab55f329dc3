import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { SipResponse } from '../message.ts'
import { serializeRequest, type HeaderEntry, type RequestSpec } from '../serialize.ts'
import { InviteClient } from './invite-client.ts'
import { NonInviteClient } from './non-invite-client.ts'
import type { Timing } from './timing.ts'

export interface ClientHandlers {
  /** A response; for INVITE also every repetition of a 2xx, and 2xx of other branches of a fork. */
  response(response: SipResponse): void
  /** Nothing final will come: no answer in time (408 by another name), or the flow is closed. */
  failed(why: 'timeout' | 'flow-closed'): void
}

export interface ClientTransactionOptions {
  readonly request: RequestSpec
  readonly branch: string
  /** Our Via value with that branch. */
  readonly via: string
  readonly flow: Flow
  readonly clock: Clock
  readonly timing: Timing
  readonly handlers: ClientHandlers
  readonly terminated: () => void
}

/** What an ACK to a refusal and a CANCEL copy from their INVITE (RFC 3261 §9.1, §17.1.1.3). */
const COPIED: ReadonlySet<string> = new Set(['from', 'to', 'call-id', 'route'])

/** One request of ours, with all its repetitions, and the responses to it. */
export class ClientTransaction {
  readonly flow: Flow
  readonly #options: ClientTransactionOptions
  readonly #machine: InviteClient | NonInviteClient
  readonly #bytes: Buffer
  #ack: Buffer | undefined

  constructor(options: ClientTransactionOptions) {
    const { request, flow, handlers, via } = options
    this.#options = options
    this.flow = flow
    this.#bytes = serializeRequest({ ...request, headers: [['via', via], ...request.headers] })
    const effects = {
      sendRequest: () => this.#send(this.#bytes),
      sendAck: () => {
        if (this.#ack) flow.send(this.#ack)
      },
      timedOut: () => handlers.failed('timeout'),
      terminated: options.terminated,
    }
    const environment = { ...options, reliable: flow.reliable }
    this.#machine =
      request.method === 'INVITE'
        ? new InviteClient(effects, environment)
        : new NonInviteClient(effects, environment)
  }

  start(): void {
    this.#machine.start()
  }

  receive(response: SipResponse): void {
    if (response.status >= 300 && this.#options.request.method === 'INVITE') {
      this.#ack ??= this.#refusalAck(response)
    }
    if (this.#machine.receive(response.status)) this.#options.handlers.response(response)
  }

  /** Sends an INVITE no more, but hears what still comes of it. */
  stopRepeating(): void {
    if (this.#machine instanceof InviteClient) this.#machine.stopRepeating()
  }

  /** Gives up without a word to anybody. */
  abandon(): void {
    this.#machine.abandon()
  }

  /** Waits no longer for a final response, if it still does: the flow is closed, or a CANCEL went unheeded. */
  fail(why: 'timeout' | 'flow-closed'): void {
    const isWaiting = ['calling', 'trying', 'proceeding'].includes(this.#machine.state)
    if (!isWaiting) return
    this.#machine.abandon()
    this.#options.handlers.failed(why)
  }

  /** The CANCEL for this INVITE, to be sent with the same branch. */
  cancelRequest(extra: readonly HeaderEntry[]): RequestSpec {
    return this.#sibling('CANCEL', { headers: extra })
  }

  /** What a CANCEL shares with its INVITE (RFC 3261 §9.1). */
  get hop(): { branch: string; via: string; flow: Flow } {
    const { branch, via, flow } = this.#options
    return { branch, via, flow }
  }

  #send(bytes: Buffer): void {
    // The failure is told later, so that nobody hears of it before having got hold of the transaction.
    if (!this.flow.send(bytes)) queueMicrotask(() => this.fail('flow-closed'))
  }

  #refusalAck(response: SipResponse): Buffer {
    const { via } = this.#options
    const ack = this.#sibling('ACK', { to: response.headers.get('to') ?? '' })
    return serializeRequest({ ...ack, headers: [['via', via], ...ack.headers] })
  }

  #sibling(
    method: 'ACK' | 'CANCEL',
    { to, headers = [] }: { to?: string; headers?: readonly HeaderEntry[] },
  ): RequestSpec {
    const { request } = this.#options
    const entries: HeaderEntry[] = [['max-forwards', '70']]
    for (const [name, value] of request.headers) {
      if (COPIED.has(name)) entries.push([name, name === 'to' && to !== undefined ? to : value])
      if (name === 'cseq') entries.push(['cseq', `${value.split(' ', 1)[0]} ${method}`])
    }
    return { method, uri: request.uri, headers: [...entries, ...headers] }
  }
}
