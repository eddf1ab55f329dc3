/// <reference types="node" />
import { createHash } from 'node:crypto'
import { digestParameters, parseSip, writeSip } from './sip-message.ts'
import type { SipText } from './sip-message.ts'

export const audioSdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 4000 UDP/TLS/RTP/SAVPF 0 101',
  'c=IN IP4 127.0.0.1',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=sendrecv',
  '',
].join('\r\n')

/** A request of the phone, and the way to answer it. */
export interface Received extends SipText {
  reply(status: number, headers?: Record<string, string>, body?: string): void
}

/**
 * A SIP server for one phone, at the other end of sockets that need no network: registrar with digest authentication
 * (MD5), and whatever else a test makes it say. It takes the place of the global `WebSocket`.
 */
export class SipServer {
  /** User names and passwords. Without any, nobody is asked for one. */
  readonly users = new Map<string, string>()
  /** What it answers registrations with, in place of doing them. */
  registrationStatus: number | null = null
  /** Whether sockets are opened; refused when false, left hanging when `hang`. */
  accepts: boolean | 'hang' = true
  answersPings = true
  opened = 0
  pings = 0
  /** The phone's contact, once it has registered. */
  contact: string | null = null
  readonly WebSocket: new (url: string) => EventTarget
  #socket: ServedSocket | null = null
  #sequence = 0
  readonly #arrived: Received[] = []
  readonly #waiting: { readonly what: string | number; take(message: Received): void }[] = []

  constructor() {
    const serve = (socket: ServedSocket) => this.#serve(socket)
    this.WebSocket = class extends ServedSocket {
      constructor(url: string) {
        super(url)
        serve(this)
      }
    }
  }

  get isConnected(): boolean {
    return this.#socket !== null
  }

  /** The next message of this method, or response of this status, that nobody has taken yet. */
  take(what: string | number): Promise<Received> {
    const index = this.#arrived.findIndex((message) => isIt(message, what))
    const [found] = index < 0 ? [] : this.#arrived.splice(index, 1)
    return found
      ? Promise.resolve(found)
      : new Promise((resolve) => this.#waiting.push({ what, take: resolve }))
  }

  /** How many messages of this method or status have come and were not taken. */
  count(what: string | number): number {
    return this.#arrived.filter((message) => isIt(message, what)).length
  }

  /** Cuts the connection as a network does. */
  breakConnection(): void {
    this.#socket?.broken(1006)
  }

  send(text: string): void {
    this.#socket?.arrive(text)
  }

  /** Calls the registered phone. Gives what the later requests of this call are made with. */
  invite(headers: Record<string, string> = {}, body = audioSdp): ServerCall {
    if (!this.contact) throw new Error('the phone has not registered')
    this.#sequence += 1
    const call = new ServerCall(this, {
      callId: `call-${this.#sequence}`,
      contact: this.contact,
      local: `"Ada" <sip:+15550100199@test>;tag=server-${this.#sequence}`,
      remote: '<sip:agent1@test>',
    })
    call.request('INVITE', { Contact: '<sip:server@127.0.0.1;transport=ws>', ...headers }, body)
    return call
  }

  #serve(socket: ServedSocket): void {
    if (this.accepts === 'hang') return
    queueMicrotask(() => {
      if (!this.accepts) return socket.broken(1006)
      this.opened += 1
      this.#socket = socket
      socket.begin({
        onData: (data) => this.#onData(socket, data),
        onClosed: () => {
          if (this.#socket === socket) this.#socket = null
        },
      })
    })
  }

  #onData(socket: ServedSocket, data: string): void {
    if (data === '\r\n\r\n') {
      this.pings += 1
      if (this.answersPings) socket.arrive('\r\n')
      return
    }
    const message = parseSip(data)
    const received: Received = {
      ...message,
      reply: (status, headers = {}, body = '') =>
        socket.arrive(answer(message, status, headers, body)),
    }
    if (message.method === 'REGISTER') this.#register(received)
    else if (message.method !== 'INVITE' || this.#authenticate(received, 407)) this.#hand(received)
  }

  #hand(message: Received): void {
    const index = this.#waiting.findIndex(({ what }) => isIt(message, what))
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (waiting) waiting.take(message)
    else this.#arrived.push(message)
  }

  #register(request: Received): void {
    if (this.registrationStatus !== null) return request.reply(this.registrationStatus)
    if (!this.#authenticate(request, 401)) return
    const contact = request.header('Contact')
    this.contact = /expires=0\b/.test(contact) ? null : (/<([^>]+)>/.exec(contact)?.[1] ?? null)
    request.reply(200, { Contact: contact })
    this.#hand(request)
  }

  #authenticate(request: Received, challenge: 401 | 407): boolean {
    if (this.users.size === 0) return true
    const [ask, give] =
      challenge === 401
        ? (['WWW-Authenticate', 'Authorization'] as const)
        : (['Proxy-Authenticate', 'Proxy-Authorization'] as const)
    // In a dialog it would be asked for again; that was settled when the dialog began.
    if (/;tag=/.test(request.header('To'))) return true
    if (!request.has(give)) {
      request.reply(challenge, {
        [ask]: `Digest realm="test", nonce="n0", algorithm=MD5, qop="auth"\r\n${ask}: Digest realm="test", nonce="n0", algorithm=SHA-256, qop="auth"`,
      })
      return false
    }
    if (this.#isRight(request, digestParameters(request.header(give)))) return true
    request.reply(403)
    return false
  }

  #isRight(request: Received, given: Map<string, string>): boolean {
    const user = given.get('username') ?? ''
    const password = this.users.get(user)
    if (password === undefined) return false
    const first = md5(`${user}:test:${password}`)
    const second = md5(`${request.method}:${given.get('uri')}`)
    const use = ['nonce', 'nc', 'cnonce', 'qop'].map((name) => given.get(name)).join(':')
    return given.get('response') === md5(`${first}:${use}:${second}`)
  }
}

/** The server's side of one call (RFC 3261 §12): who is who, and how far the requests have been counted. */
interface Dialog {
  readonly callId: string
  /** Request URI for the phone. */
  readonly contact: string
  readonly local: string
  remote: string
}

export class ServerCall {
  readonly #server: SipServer
  readonly #dialog: Dialog
  #cseq = 0

  constructor(server: SipServer, dialog: Dialog) {
    this.#server = server
    this.#dialog = dialog
  }

  /** The server's side of a call that the phone has made and that is answered here. */
  static answering(server: SipServer, invite: Received): ServerCall {
    const to = `${invite.header('To')};tag=server`
    invite.reply(200, { To: to, Contact: '<sip:server@127.0.0.1;transport=ws>' }, audioSdp)
    return new ServerCall(server, {
      callId: invite.header('Call-ID'),
      contact: /<([^>]+)>/.exec(invite.header('Contact'))?.[1] ?? '',
      local: to,
      remote: invite.header('From'),
    })
  }

  request(method: string, headers: Record<string, string> = {}, body = ''): void {
    const { callId, contact, local, remote } = this.#dialog
    if (method !== 'ACK' && method !== 'CANCEL') this.#cseq += 1
    const branch = `${callId}-${this.#cseq}${method === 'ACK' ? '-ack' : ''}`
    this.#server.send(
      writeSip(
        `${method} ${contact} SIP/2.0`,
        {
          Via: `SIP/2.0/WS 127.0.0.1;branch=z9hG4bK-${branch}`,
          'Max-Forwards': '70',
          From: local,
          To: remote,
          'Call-ID': callId,
          CSeq: `${this.#cseq} ${method}`,
          ...headers,
        },
        body,
      ),
    )
  }

  /** Waits until the phone has taken the call, and confirms it. */
  async confirm(): Promise<Received> {
    const accepted = await this.#server.take(200)
    this.#dialog.remote = accepted.header('To')
    this.request('ACK')
    return accepted
  }
}

class ServedSocket extends EventTarget {
  binaryType = 'blob'
  readonly url: string
  #handlers: { onData(data: string): void; onClosed(): void } | null = null
  #isDone = false

  constructor(url: string) {
    super()
    this.url = url
  }

  begin(handlers: { onData(data: string): void; onClosed(): void }): void {
    if (this.#isDone) return
    this.#handlers = handlers
    this.dispatchEvent(new Event('open'))
  }

  /** Messages travel apart from the call that sent them, as over a network. */
  send(data: string): void {
    queueMicrotask(() => this.#handlers?.onData(data))
  }

  arrive(data: string): void {
    queueMicrotask(() => {
      if (!this.#isDone) this.dispatchEvent(new MessageEvent('message', { data }))
    })
  }

  close(): void {
    this.broken(1000)
  }

  broken(code: number): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#handlers?.onClosed()
    this.#handlers = null
    queueMicrotask(() =>
      this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' })),
    )
  }
}

function answer(
  to: SipText,
  status: number,
  headers: Record<string, string>,
  body: string,
): string {
  return writeSip(
    `SIP/2.0 ${status} -`,
    {
      Via: to.header('Via'),
      From: to.header('From'),
      To: /;tag=/.test(to.header('To')) ? to.header('To') : `${to.header('To')};tag=server`,
      'Call-ID': to.header('Call-ID'),
      CSeq: to.header('CSeq'),
      ...headers,
    },
    body,
  )
}

function isIt(message: SipText, what: string | number): boolean {
  return typeof what === 'string' ? message.method === what : message.status === what
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
