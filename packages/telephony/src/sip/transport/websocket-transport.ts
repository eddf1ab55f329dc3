import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import { MAX_MESSAGE_BYTES } from '../parse-message.ts'
import { RateLimit, type Rate } from './rate-limit.ts'

export interface WebSocketTransportOptions {
  readonly clock: Clock
  readonly limits: WebSocketLimits
  readonly onMessage: (bytes: Buffer, flow: Flow) => void
  readonly onClose: (flow: Flow, reason: string) => void
}

/** What one connection may do, so that it cannot hurt the rest. */
export interface WebSocketLimits {
  readonly messages: Rate
  /** What may wait to be read by a slow peer, in bytes. */
  readonly unsentBytes: number
  /** Over all, and from one address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  /** A connection silent for this long is pinged. */
  readonly pingAfterMs: number
  /** A connection silent for this long is dead. */
  readonly deadAfterMs: number
}

export interface WebSocketInfo {
  readonly address: string
  readonly port: number
  /** Whether TLS lies below. */
  readonly secure: boolean
}

/** WebSocket close codes (RFC 6455 §7.4.1). */
const GOING_AWAY = 1001
const POLICY_VIOLATION = 1008
const CLOSE_PATIENCE_MS = 1000

/** SIP over WebSocket (RFC 7118): one message a frame, subprotocol `sip`. The HTTP server is somebody else's. */
export class WebSocketTransport {
  readonly #options: WebSocketTransportOptions
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
  })
  readonly #connections = new Set<Connection>()
  readonly #perAddress = new Map<string, number>()
  #stopPings: () => void

  constructor(options: WebSocketTransportOptions) {
    this.#options = options
    this.#stopPings = this.#pingLater()
  }

  get size(): number {
    return this.#connections.size
  }

  /** Takes an HTTP upgrade request; one that does not offer the subprotocol `sip` is refused (RFC 7118 §4.1). */
  acceptUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, info: WebSocketInfo): void {
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',')
    const offersSip = offered.some((name) => name.trim() === 'sip')
    if (!offersSip || !this.#hasRoom(info.address)) {
      const status = offersSip ? '503 Service Unavailable' : '400 Bad Request'
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.accept(webSocket, info))
  }

  /** Takes a connection whose handshake, subprotocol `sip` included, is done. */
  accept(webSocket: WebSocket, info: WebSocketInfo): Flow {
    const connection = new Connection(webSocket, info, this.#options)
    this.#connections.add(connection)
    this.#count(info.address, 1)
    webSocket.on('message', (data) => connection.receive(data))
    webSocket.on('ping', () => connection.heard())
    webSocket.on('pong', () => connection.heard())
    // What an error means is said by the close that follows it.
    webSocket.on('error', () => undefined)
    webSocket.once('close', (_code, reason) => {
      this.#connections.delete(connection)
      this.#count(info.address, -1)
      this.#options.onClose(connection, connection.closeReason ?? reason.toString())
    })
    return connection
  }

  /** Closes the connections on which a user has authenticated. */
  closeAllOf(user: string, reason: string): void {
    for (const connection of this.#connections) {
      if (connection.users.has(user)) connection.close(reason)
    }
  }

  /** Closes every connection, by force where the peer does not play along within a second. */
  async close(): Promise<void> {
    this.#stopPings()
    const closed = [...this.#connections].map((connection) => connection.shutDown())
    await Promise.all(closed)
    this.#server.close()
  }

  #hasRoom(address: string): boolean {
    const { connections, connectionsPerAddress } = this.#options.limits
    const ofAddress = this.#perAddress.get(address) ?? 0
    return this.#connections.size < connections && ofAddress < connectionsPerAddress
  }

  #count(address: string, change: number): void {
    const count = (this.#perAddress.get(address) ?? 0) + change
    if (count > 0) this.#perAddress.set(address, count)
    else this.#perAddress.delete(address)
  }

  #pingLater(): () => void {
    const { clock, limits } = this.#options
    const pauseMs = limits.pingAfterMs / 2
    const dueAt = clock.now() + pauseMs
    return clock.after(pauseMs, () => {
      const heldUpMs = clock.now() - dueAt
      for (const connection of this.#connections) connection.checkLife(heldUpMs)
      this.#stopPings = this.#pingLater()
    })
  }
}

class Connection implements Flow {
  readonly id = `ws:${randomUUID()}`
  readonly transport: 'WS' | 'WSS'
  readonly reliable = true
  readonly remoteAddress: string
  readonly remotePort: number
  readonly users = new Set<string>()
  closeReason: string | undefined
  readonly #socket: WebSocket
  readonly #options: WebSocketTransportOptions
  readonly #rate: RateLimit
  #heardAt: number

  constructor(socket: WebSocket, info: WebSocketInfo, options: WebSocketTransportOptions) {
    this.#socket = socket
    this.#options = options
    this.#rate = new RateLimit(options.clock, options.limits.messages)
    this.#heardAt = options.clock.now()
    this.transport = info.secure ? 'WSS' : 'WS'
    this.remoteAddress = info.address
    this.remotePort = info.port
  }

  isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  send(message: Buffer): boolean {
    if (!this.isOpen()) return false
    if (this.#socket.bufferedAmount > this.#options.limits.unsentBytes) {
      this.#kill('The peer does not read')
      return false
    }
    // Text, as browsers' SIP stacks expect; but a text frame that is not UTF-8 would end the connection.
    this.#socket.send(message, { binary: !isUtf8(message) })
    return true
  }

  close(reason: string): void {
    if (!this.isOpen()) return
    this.closeReason ??= reason
    this.#closeWithin(POLICY_VIOLATION, reason)
  }

  heard(): void {
    this.#heardAt = this.#options.clock.now()
  }

  receive(data: RawData): void {
    this.heard()
    if (!this.isOpen()) return
    if (!this.#rate.take()) {
      this.close('Too many messages')
      return
    }
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)])
    this.#options.onMessage(bytes, this)
  }

  /** Pings a silent peer and buries a dead one. While we were held up we could hear nobody: that is no silence of theirs. */
  checkLife(heldUpMs: number): void {
    const now = this.#options.clock.now()
    this.#heardAt = Math.min(now, this.#heardAt + heldUpMs)
    const silentMs = now - this.#heardAt
    const { pingAfterMs, deadAfterMs } = this.#options.limits
    if (silentMs >= deadAfterMs) this.#kill('No sign of life')
    else if (silentMs >= pingAfterMs && this.isOpen()) this.#socket.ping()
  }

  async shutDown(): Promise<void> {
    this.closeReason ??= 'Shutting down'
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#closeWithin(GOING_AWAY, 'Shutting down')
    await closed
  }

  /** A peer that does not play along with the closing handshake is cut off. */
  #closeWithin(code: number, reason: string): void {
    const stop = this.#options.clock.after(CLOSE_PATIENCE_MS, () => this.#socket.terminate())
    this.#socket.once('close', stop)
    this.#socket.close(code, reason)
  }

  #kill(reason: string): void {
    this.closeReason ??= reason
    this.#socket.terminate()
  }
}
