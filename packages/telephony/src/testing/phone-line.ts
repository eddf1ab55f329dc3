import { randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/** The way a test phone and the server under test reach each other. */
export interface PhoneLine {
  /** What the phone writes into Via. */
  readonly via: string
  /** The URI at which the phone takes requests. */
  contact(user: string): string
  onMessage: (bytes: Buffer) => void
  send(bytes: Buffer): void
  close(): Promise<void>
}

export async function openUdpLine(server: { host: string; port: number }): Promise<PhoneLine> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  const line: PhoneLine = {
    via: `SIP/2.0/UDP 127.0.0.1:${port};rport`,
    contact: (user) => `sip:${user}@127.0.0.1:${port}`,
    onMessage: () => undefined,
    send: (bytes) => socket.send(bytes, server.port, server.host),
    async close() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
  socket.on('message', (bytes) => line.onMessage(bytes))
  return line
}

/** A line over WebSocket that can break and come back, as a browser's does. */
export class WebSocketLine implements PhoneLine {
  readonly #url: string
  readonly #host = `${randomUUID().slice(0, 12)}.invalid`
  onMessage: (bytes: Buffer) => void = () => undefined
  #socket: WebSocket | undefined

  constructor(url: string) {
    this.#url = url
  }

  get via(): string {
    return `SIP/2.0/WS ${this.#host}`
  }

  contact(): string {
    return `sip:${this.#host.slice(0, 8)}@${this.#host};transport=ws`
  }

  /** Opens the connection, the first time or again. */
  async connect(): Promise<void> {
    const socket = new WebSocket(this.#url, 'sip')
    socket.on('message', (data: Buffer) => this.onMessage(data))
    socket.on('error', () => undefined)
    this.#socket = socket
    await once(socket, 'open')
  }

  send(bytes: Buffer): void {
    this.#socket?.send(bytes, { binary: false })
  }

  /** Resolves with the close code when the server ends the connection. */
  async closed(): Promise<number> {
    if (!this.#socket) throw new Error('Not connected')
    const [code] = await once(this.#socket, 'close')
    return Number(code)
  }

  /** Breaks the connection without a word, as a vanished tab does. */
  async break(): Promise<void> {
    const socket = this.#socket
    if (!socket || socket.readyState === WebSocket.CLOSED) return
    const closed = once(socket, 'close')
    socket.terminate()
    await closed
  }

  async close(): Promise<void> {
    await this.break()
  }
}
