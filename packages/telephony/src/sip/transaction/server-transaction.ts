import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { SipRequest } from '../message.ts'
import type { Via } from '../via.ts'
import { replyTag, serializeReply, type AnswerPath, type Reply } from '../serialize.ts'
import { InviteServer } from './invite-server.ts'
import { NonInviteServer } from './non-invite-server.ts'
import type { Timing } from './timing.ts'

export interface ServerTransactionOptions {
  readonly request: SipRequest
  readonly flow: Flow
  /** The tag this server adds to To in its answers. */
  readonly tag: string
  readonly clock: Clock
  readonly timing: Timing
  /** The way to the caller of a request whose connection has closed, where there is another. */
  readonly flowBack: (via: Via, closed: Flow) => Flow | undefined
  readonly terminated: () => void
}

/** One request that came to us, with all its repetitions, and the way to answer it. */
export class ServerTransaction {
  readonly request: SipRequest
  readonly flow: Flow
  readonly tag: string
  /** Called when a CANCEL for this INVITE has come before a final answer has gone (RFC 3261 §9.2). */
  onCancel: (() => void) | undefined
  readonly #path: AnswerPath
  readonly #machine: InviteServer | NonInviteServer
  #finalStatus: number | undefined

  constructor(options: ServerTransactionOptions) {
    const { request, flow, tag, flowBack, terminated } = options
    this.request = request
    this.flow = flow
    this.tag = tag
    this.#path = {
      via: request.via,
      sourceAddress: flow.remoteAddress,
      sourcePort: flow.remotePort,
    }
    const environment = { ...options, reliable: flow.reliable }
    const effects = {
      send: (response: Buffer) => {
        // By another connection where the first has closed (RFC 3261 §18.2.2).
        if (!flow.send(response)) flowBack(request.via, flow)?.send(response)
      },
      unacknowledged: () => undefined,
      terminated,
    }
    this.#machine =
      request.method === 'INVITE'
        ? new InviteServer(effects, environment)
        : new NonInviteServer(effects, environment)
  }

  /** The final status that was sent, if one was. */
  get finalStatus(): number | undefined {
    return this.#finalStatus
  }

  /** Sends an answer. After a final one, others are dropped, but for repetitions of a 2xx to an INVITE. */
  respond(reply: Reply): void {
    if (reply.status >= 200) this.#finalStatus ??= reply.status
    this.#machine.respond(reply.status, this.#serialize(reply))
  }

  /** The request has come again. */
  repeated(): void {
    if (this.#machine instanceof InviteServer) this.#machine.receiveInvite()
    else this.#machine.receive()
  }

  /** An ACK with this INVITE's branch has come; true when it acknowledges a 2xx and is the dialog's. */
  acknowledged(): boolean {
    return this.#machine instanceof InviteServer && this.#machine.receiveAck()
  }

  cancelled(): void {
    if (this.#finalStatus === undefined) this.onCancel?.()
  }

  abandon(): void {
    this.#machine.abandon()
  }

  #serialize(reply: Reply): Buffer {
    return serializeReply(this.request, reply, {
      path: this.#path,
      toTag: replyTag(this.request, this.tag),
    })
  }
}
