import {
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import { StreamConnection, type StreamLimits } from './stream-connection.ts'

export interface StreamTransportOptions {
  /** The address to bind to. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly security: StreamSecurity
  readonly clock: Clock
  readonly limits: StreamLimits
  readonly onMessage: (bytes: Buffer, flow: Flow) => void
  readonly onClose: (flow: Flow, reason: string) => void
}

export type StreamSecurity =
  | { readonly kind: 'plain' }
  /** Certificate chain and key in PEM; `ca` besides the well-known authorities, for those we connect to. */
  | { readonly kind: 'tls'; readonly cert: string; readonly key: string; readonly ca?: string }

/** The least that is spoken: older versions are broken (RFC 8996). */
const MIN_TLS = 'TLSv1.2'
/** How long peers may take to hear of our closing. */
const FAREWELL_MS = 1000

/**
 * SIP over TCP and TLS (RFC 3261 §18): takes connections and makes them, one to a peer, and goes on using the one there
 * is, whoever opened it (RFC 5923).
 */
export class StreamTransport {
  readonly #options: StreamTransportOptions
  readonly #server: Server
  /** By the peer's address and port. */
  readonly #connections = new Map<string, StreamConnection>()
  /** Every socket, those that still shake hands included, and how many lead to each address. */
  readonly #sockets = new Set<Socket>()
  readonly #perAddress = new Map<string, number>()
  #isClosed = false

  /** Rejects when the address cannot be bound, or the certificate is none. */
  static async open(options: StreamTransportOptions): Promise<StreamTransport> {
    const transport = new StreamTransport(options)
    const server = transport.#server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, options.host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    // A connection that cannot be taken is its peer's trouble.
    server.on('error', () => undefined)
    return transport
  }

  private constructor(options: StreamTransportOptions) {
    const { security, limits } = options
    this.#options = options
    this.#server =
      security.kind === 'plain'
        ? createTcpServer()
        : createTlsServer({
            cert: security.cert,
            key: security.key,
            minVersion: MIN_TLS,
            handshakeTimeout: limits.connectMs,
          })
    this.#server.on('connection', (socket: Socket) => this.#admit(socket))
    const isUp = security.kind === 'plain' ? 'connection' : 'secureConnection'
    this.#server.on(isUp, (socket: Socket) => this.#accept(socket))
  }

  /** The port it is bound to. */
  get port(): number {
    const address = this.#server.address()
    return address !== null && typeof address === 'object' ? address.port : this.#options.port
  }

  get size(): number {
    return this.#connections.size
  }

  /**
   * The connection to a peer: the one there is, or a new one, on which what is sent waits until it is up; `undefined`
   * where there are too many.
   */
  flowTo(address: string, port: number): Flow | undefined {
    const known = this.#connections.get(keyOf(address, port))
    if (known?.isOpen()) return known
    if (this.#isClosed || this.#sockets.size >= this.#options.limits.connections) return undefined
    const socket = this.#connect(address, port)
    const { connectMs } = this.#options.limits
    const stopWaiting = this.#options.clock.after(connectMs, () =>
      socket.destroy(new Error('The peer cannot be reached')),
    )
    const isUp = this.#options.security.kind === 'plain' ? 'connect' : 'secureConnect'
    socket.once(isUp, stopWaiting)
    socket.once('close', stopWaiting)
    this.#keep(socket, address)
    return this.#open(socket, 'us', { address, port })
  }

  /** Closes every connection; what was sent still goes out, to those who take it within a second. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const connection of this.#connections.values()) connection.close('Shutting down')
    const stop = this.#options.clock.after(FAREWELL_MS, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
    stop()
  }

  /** Bounds connections before anything is spent on them, a handshake included. */
  #admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress)
    const { connections, connectionsPerAddress } = this.#options.limits
    const ofAddress = this.#perAddress.get(address) ?? 0
    const hasRoom = this.#sockets.size < connections && ofAddress < connectionsPerAddress
    if (hasRoom) this.#keep(socket, address)
    else socket.destroy()
  }

  #accept(socket: Socket): void {
    const { remotePort } = socket
    if (socket.destroyed || remotePort === undefined) return
    this.#open(socket, 'peer', { address: plainAddress(socket.remoteAddress), port: remotePort })
  }

  #connect(host: string, port: number): Socket {
    const { security } = this.#options
    if (security.kind === 'plain') return connectTcp({ host, port })
    const authorities = security.ca === undefined ? {} : { ca: security.ca }
    return connectTls({ host, port, minVersion: MIN_TLS, ...authorities })
  }

  #open(
    socket: Socket,
    openedBy: 'us' | 'peer',
    remote: { address: string; port: number },
  ): StreamConnection {
    const { security, clock, limits, onMessage, onClose } = this.#options
    const key = keyOf(remote.address, remote.port)
    const connection = new StreamConnection({
      socket,
      openedBy,
      transport: security.kind === 'plain' ? 'TCP' : 'TLS',
      remote,
      clock,
      limits,
      onMessage,
      onClose: (closed) => {
        if (this.#connections.get(key) === closed) this.#connections.delete(key)
        onClose(closed, closed.closeReason)
      },
    })
    this.#connections.set(key, connection)
    return connection
  }

  #keep(socket: Socket, address: string): void {
    this.#sockets.add(socket)
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      const others = (this.#perAddress.get(address) ?? 1) - 1
      if (others > 0) this.#perAddress.set(address, others)
      else this.#perAddress.delete(address)
    })
  }
}

const keyOf = (address: string, port: number): string => `${address} ${port}`

/** IPv4 that came through an IPv6 socket is shown as what it is. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:(?=\d+\.)/i, '')
