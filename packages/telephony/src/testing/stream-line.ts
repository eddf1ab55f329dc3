import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { StreamFraming } from '../sip/transport/stream-framing.ts'
import type { PhoneLine } from './phone-line.ts'

export interface StreamServer {
  readonly host: string
  readonly port: number
  /** The certificate that is trusted, where TLS is spoken. */
  readonly ca?: string
}

/** A line over TCP or TLS, whose connection can break. */
export class StreamLine implements PhoneLine {
  readonly via: string
  onMessage: (bytes: Buffer) => void = () => undefined
  readonly #socket: Socket
  readonly #transport: 'tcp' | 'tls'

  /** Opens the connection. */
  static async open({ host, port, ca }: StreamServer): Promise<StreamLine> {
    const socket =
      ca === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ca: [ca] })
    await once(socket, ca === undefined ? 'connect' : 'secureConnect')
    return new StreamLine(socket, ca === undefined ? 'tcp' : 'tls')
  }

  private constructor(socket: Socket, transport: 'tcp' | 'tls') {
    this.#socket = socket
    this.#transport = transport
    this.via = `SIP/2.0/${transport.toUpperCase()} 127.0.0.1:${socket.localPort}`
    const framing = new StreamFraming()
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      for (const frame of framing.push(chunk)) {
        if (frame.kind === 'message') this.onMessage(frame.bytes)
      }
    })
  }

  contact(user: string): string {
    return `sip:${user}@127.0.0.1:${this.#socket.localPort};transport=${this.#transport}`
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Breaks the connection without a word. */
  async close(): Promise<void> {
    if (this.#socket.closed) return
    const closed = once(this.#socket, 'close')
    this.#socket.destroy()
    await closed
  }
}
