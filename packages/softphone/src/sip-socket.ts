import type { SipTransport } from 'jssip'
import { keepMd5Challenges } from './core/challenge.ts'

export interface SipSocketOptions {
  /** `ws:` or `wss:` address. */
  readonly url: string
  /** The connection broke or could not be made. Not called when we let go of it. */
  readonly onBroken: () => void
  /** A try that takes longer has failed. 5 s. */
  readonly openWithinMs?: number
  /** How often to ask the server for a sign of life (RFC 5626 §3.5.1). 15 s. */
  readonly pingEveryMs?: number
  /** A server that answers pings has to do so in this time. 3 s. */
  readonly pongWithinMs?: number
}

const ping = '\r\n\r\n'
const pong = '\r\n'

/**
 * SIP over WebSocket (RFC 7118) as JsSIP wants its transports. JsSIP hears only of connections that were open; tries that
 * fail are `onBroken`'s, and when to try again is the caller's to say, because JsSIP's own back-off is too slow.
 */
export class SipSocket implements SipTransport {
  readonly url: string
  readonly via_transport: string
  readonly sip_uri: string
  onconnect: SipTransport['onconnect'] = () => undefined
  ondisconnect: SipTransport['ondisconnect'] = () => undefined
  ondata: SipTransport['ondata'] = () => undefined

  readonly #options: SipSocketOptions
  #webSocket: WebSocket | null = null
  #isOpen = false
  #answersPings = false
  #deadline: ReturnType<typeof setTimeout> | undefined
  #pinging: ReturnType<typeof setInterval> | undefined

  constructor(options: SipSocketOptions) {
    const { host, protocol } = new URL(options.url)
    this.#options = options
    this.url = options.url
    this.via_transport = protocol === 'wss:' ? 'WSS' : 'WS'
    this.sip_uri = `sip:${host};transport=ws`
  }

  isConnected(): boolean {
    return this.#isOpen
  }

  isConnecting(): boolean {
    return this.#webSocket !== null && !this.#isOpen
  }

  /** Tries once to open the connection, unless it is open or being opened. */
  connect(): void {
    if (this.#webSocket) return
    const webSocket = this.#create()
    if (!webSocket) return
    this.#webSocket = webSocket
    webSocket.binaryType = 'arraybuffer'
    webSocket.addEventListener('open', () => this.#onOpen(webSocket))
    webSocket.addEventListener('message', ({ data }) => this.#onMessage(webSocket, data))
    webSocket.addEventListener('close', ({ code, reason }) => {
      this.#onBroken(webSocket, code, reason)
    })
    this.#expectWithin(this.#options.openWithinMs ?? 5000)
  }

  /** Lets go of the connection at once, without telling `onBroken`. */
  disconnect(): void {
    const wasOpen = this.#isOpen
    this.#letGo()
    if (wasOpen) this.ondisconnect(false)
  }

  send(message: string): boolean {
    if (!this.#isOpen || !this.#webSocket) return false
    this.#webSocket.send(message)
    return true
  }

  /** Asks for a sign of life now; the connection counts as broken when none comes. */
  probe(): void {
    if (!this.send(ping)) return
    this.#expectWithin(this.#options.pongWithinMs ?? 3000)
  }

  #create(): WebSocket | null {
    try {
      return new WebSocket(this.url, 'sip')
    } catch {
      // A page served by https may not open ws: addresses, for one.
      queueMicrotask(() => this.#options.onBroken())
      return null
    }
  }

  #onOpen(webSocket: WebSocket): void {
    if (webSocket !== this.#webSocket) return
    clearTimeout(this.#deadline)
    this.#isOpen = true
    this.#pinging = setInterval(() => this.#ping(), this.#options.pingEveryMs ?? 15_000)
    this.onconnect()
  }

  #onMessage(webSocket: WebSocket, data: unknown): void {
    if (webSocket !== this.#webSocket) return
    clearTimeout(this.#deadline)
    if (data === pong) this.#answersPings = true
    if (typeof data === 'string') this.ondata(keepMd5Challenges(data))
    else if (data instanceof ArrayBuffer) {
      this.ondata(keepMd5Challenges(new TextDecoder().decode(data)))
    }
  }

  /** Not every server answers pings, so silence says nothing until one was answered. */
  #ping(): void {
    if (this.#answersPings) this.probe()
    else this.send(ping)
  }

  #expectWithin(ms: number): void {
    const webSocket = this.#webSocket
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#onBroken(webSocket, 1006, 'no sign of life'), ms)
  }

  #onBroken(webSocket: WebSocket | null, code: number, reason: string): void {
    if (webSocket !== this.#webSocket || !webSocket) return
    const wasOpen = this.#isOpen
    this.#letGo()
    if (wasOpen) this.ondisconnect(true, code, reason)
    this.#options.onBroken()
  }

  #letGo(): void {
    clearTimeout(this.#deadline)
    clearInterval(this.#pinging)
    const webSocket = this.#webSocket
    this.#webSocket = null
    this.#isOpen = false
    webSocket?.close()
  }
}
