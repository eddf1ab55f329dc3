import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Timers, type Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import { RateLimit, type Rate } from './rate-limit.ts'
import { StreamFraming } from './stream-framing.ts'

/** What one connection may do, so that it cannot hurt the rest. Times in milliseconds. */
export interface StreamLimits {
  readonly messages: Rate
  /** What may wait to be read by a slow peer, in bytes. */
  readonly unsentBytes: number
  /** Over all, and from one address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  /** A peer has so long to be reached, or to shake hands. */
  readonly connectMs: number
  /** A message that has begun has so long to come whole, and the first of a peer that connects to come at all. */
  readonly messageMs: number
  /** A connection on which nothing came for so long is closed. */
  readonly idleMs: number
  /** On one that we opened, life is shown so often, and its answer awaited for so long (RFC 5626 §4.4.1). */
  readonly pingEveryMs: number
  readonly pongMs: number
}

export interface StreamConnectionOptions {
  readonly socket: Socket
  /** Who connects is to speak first, and soon. */
  readonly openedBy: 'us' | 'peer'
  readonly transport: 'TCP' | 'TLS'
  /** `name`: what its certificate was asked to prove. */
  readonly remote: { readonly address: string; readonly port: number; readonly name?: string }
  readonly clock: Clock
  readonly limits: StreamLimits
  readonly onMessage: (bytes: Buffer, flow: Flow) => void
  readonly onClose: (connection: StreamConnection) => void
}

const PING = Buffer.from('\r\n\r\n')
const PONG = Buffer.from('\r\n')

/** One TCP or TLS connection, whoever opened it. */
export class StreamConnection implements Flow {
  readonly id = `tcp:${randomUUID()}`
  readonly transport: 'TCP' | 'TLS'
  readonly reliable = true
  readonly remoteAddress: string
  readonly remotePort: number
  readonly provenName?: string
  readonly isOurs: boolean
  readonly users = new Set<string>()
  closeReason = 'The peer closed'
  readonly #options: StreamConnectionOptions
  readonly #framing = new StreamFraming()
  readonly #rate: RateLimit
  readonly #timers: Timers<'idle' | 'message' | 'ping' | 'pong'>
  /** Whether it has answered a sign of life: only from one that does is silence a sign too. */
  #answersPings = false

  constructor(options: StreamConnectionOptions) {
    const { socket, transport, remote, clock, limits } = options
    this.#options = options
    this.transport = transport
    this.remoteAddress = remote.address
    this.remotePort = remote.port
    this.isOurs = options.openedBy === 'us'
    if (remote.name !== undefined) this.provenName = remote.name
    this.#rate = new RateLimit(clock, limits.messages)
    this.#timers = new Timers(clock)
    socket.setNoDelay(true)
    // Where the peer answers no pings, at least the network is asked whether it is there.
    socket.setKeepAlive(true, limits.pingEveryMs)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    // A peer that says no more is one that hears no more.
    socket.on('end', () => socket.destroy())
    // What an error means is said by the close that follows it.
    socket.on('error', (error) => (this.closeReason = error.message))
    socket.once('close', () => {
      this.#timers.stopAll()
      options.onClose(this)
    })
    const { idleMs, messageMs } = limits
    this.#watchIdleness(this.isOurs ? idleMs : messageMs)
    if (this.isOurs) this.#pingLater()
  }

  isOpen(): boolean {
    return !this.#options.socket.destroyed && !this.#options.socket.writableEnded
  }

  send(message: Buffer): boolean {
    if (!this.isOpen()) return false
    const { socket, limits } = this.#options
    if (socket.writableLength > limits.unsentBytes) {
      this.#kill('The peer does not read')
      return false
    }
    socket.write(message)
    return true
  }

  /** What was sent before still goes out. */
  close(reason: string): void {
    if (!this.isOpen()) return
    this.closeReason = reason
    this.#options.socket.end()
    this.#timers.start('message', this.#options.limits.connectMs, () => this.#kill(reason))
  }

  #receive(chunk: Buffer): void {
    this.#timers.stop('pong')
    const isPong = this.#framing.pending === 0 && chunk.subarray(0, PONG.length).equals(PONG)
    if (isPong) this.#heardPong()
    for (const frame of this.#framing.push(chunk)) {
      if (!this.isOpen()) return
      if (frame.kind === 'lost') {
        this.close(frame.problem)
        return
      }
      if (!this.#rate.take()) {
        this.close('Too many messages')
        return
      }
      this.#watchIdleness(this.#options.limits.idleMs)
      this.#options.onMessage(frame.bytes, this)
    }
    this.#watchMessage()
  }

  /** A message has its time from its first octet on, however many it comes in. */
  #watchMessage(): void {
    if (this.#framing.pending === 0) this.#timers.stop('message')
    else if (!this.#timers.isRunning('message')) {
      const { messageMs } = this.#options.limits
      this.#timers.startAwake('message', messageMs, () => this.#kill('A message does not end'))
    }
  }

  #watchIdleness(patienceMs: number): void {
    this.#timers.startAwake('idle', patienceMs, () => this.close('Nothing came'))
  }

  #pingLater(): void {
    const { pingEveryMs, pongMs } = this.#options.limits
    this.#timers.start('ping', pingEveryMs, () => {
      if (!this.send(PING)) return
      if (this.#answersPings) {
        this.#timers.startAwake('pong', pongMs, () => this.#kill('A sign of life was not answered'))
      }
      this.#pingLater()
    })
  }

  #heardPong(): void {
    this.#answersPings = true
    this.#watchIdleness(this.#options.limits.idleMs)
  }

  #kill(reason: string): void {
    this.closeReason = reason
    this.#options.socket.destroy()
  }
}
