import {
  connect as connectTcp,
  createServer as createTcpServer,
  isIP,
  type Server,
  type Socket,
} from 'node:net'
import { connect as connectTls, createServer as createTlsServer, getCACertificates } from 'node:tls'
import { afterAwake, type Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import { StreamConnection, type StreamLimits } from './stream-connection.ts'

export interface StreamTransportOptions {
  /** The address to bind to. */
  readonly host: string
  /** 0 takes any free port; without one connections are made, and none taken. */
  readonly port: number | undefined
  readonly security: StreamSecurity
  readonly clock: Clock
  readonly limits: StreamLimits
  readonly onMessage: (bytes: Buffer, flow: Flow) => void
  readonly onClose: (flow: Flow, reason: string) => void
}

export type StreamSecurity =
  | { readonly kind: 'plain' }
  /**
   * Certificate chain and key in PEM, which connections cannot be taken without; `ca` is trusted besides the well-known
   * authorities in those we connect to.
   */
  | { readonly kind: 'tls'; readonly cert?: string; readonly key?: string; readonly ca?: string }

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
  /** By the peer's address and port, and the name it had to prove. */
  readonly #connections = new Map<string, StreamConnection>()
  /** Every socket, those that still shake hands included, and how many lead to each address. */
  readonly #sockets = new Set<Socket>()
  readonly #perAddress = new Map<string, number>()
  #isClosed = false

  /** Rejects when the address cannot be bound, or the certificate is none. */
  static async open(options: StreamTransportOptions): Promise<StreamTransport> {
    const transport = new StreamTransport(options)
    const server = transport.#server
    if (options.port === undefined) return transport
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
            ...identityOf(security),
            minVersion: MIN_TLS,
            handshakeTimeout: limits.connectMs,
          })
    this.#server.on('connection', (socket: Socket) => this.#admit(socket))
    const isUp = security.kind === 'plain' ? 'connection' : 'secureConnection'
    this.#server.on(isUp, (socket: Socket) => this.#accept(socket))
  }

  /** The port it is bound to; 0 where it takes no connections. */
  get port(): number {
    const address = this.#server.address()
    return address !== null && typeof address === 'object' ? address.port : 0
  }

  get size(): number {
    return this.#connections.size
  }

  /**
   * The connection to a peer: the one there is, or a new one, on which what is sent waits until it is up; `undefined`
   * where there are too many. Over TLS the peer's certificate must be for the name (RFC 5922 §4), or for the address.
   */
  flowTo(address: string, port: number, name?: string): Flow | undefined {
    const proof = this.#options.security.kind === 'tls' ? name : undefined
    const known = this.#connections.get(keyOf(address, port, proof))
    if (known?.isOpen()) return known
    if (this.#isClosed || this.#sockets.size >= this.#options.limits.connections) return undefined
    const socket = this.#connect(address, port, proof)
    const { clock, limits } = this.#options
    const stopWaiting = afterAwake(clock, limits.connectMs, () =>
      socket.destroy(new Error('The peer cannot be reached')),
    )
    const isUp = this.#options.security.kind === 'plain' ? 'connect' : 'secureConnect'
    socket.once(isUp, stopWaiting)
    socket.once('close', stopWaiting)
    this.#keep(socket, address)
    return this.#open(socket, 'us', { address, port, ...(proof !== undefined && { name: proof }) })
  }

  /** Closes every connection; what was sent still goes out, to those who take it within a second. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const connection of this.#connections.values()) connection.close('Shutting down')
    const stop = this.#options.clock.after(FAREWELL_MS, () => {
      for (const socket of this.#sockets) socket.destroy()
    })
    const ends = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    )
    await Promise.all([
      new Promise<void>((resolve) => this.#server.close(() => resolve())),
      ...ends,
    ])
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

  #connect(host: string, port: number, name: string | undefined): Socket {
    const { security } = this.#options
    if (security.kind === 'plain') return connectTcp({ host, port })
    const isNamed = name !== undefined && isIP(name) === 0
    return connectTls({
      host,
      port,
      minVersion: MIN_TLS,
      ...identityOf(security),
      ...(security.ca !== undefined && { ca: [...getCACertificates('default'), security.ca] }),
      ...(isNamed && { servername: name }),
    })
  }

  #open(
    socket: Socket,
    openedBy: 'us' | 'peer',
    remote: { address: string; port: number; name?: string },
  ): StreamConnection {
    const { security, clock, limits, onMessage, onClose } = this.#options
    const key = keyOf(remote.address, remote.port, remote.name)
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

const keyOf = (address: string, port: number, name = ''): string => `${address} ${port} ${name}`

/** What we prove ourselves with, to who connects and to who asks when we do. */
const identityOf = ({ cert, key }: Extract<StreamSecurity, { kind: 'tls' }>) => ({
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
})

/** IPv4 that came through an IPv6 socket is shown as what it is. */
const plainAddress = (address = ''): string => address.replace(/^::ffff:(?=\d+\.)/i, '')
