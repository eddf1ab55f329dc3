import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AudioPeerOptions } from './audio-peer.ts'
import { AudioPeer, staticTypes } from './audio-peer.ts'

export interface RtpPeerOptions extends AudioPeerOptions {
  readonly host?: string
}

export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** Opens a peer that speaks plain RTP on a free port of loopback. Close it when done. */
export async function openRtpPeer(options: RtpPeerOptions = {}): Promise<RtpPeer> {
  const host = options.host ?? '127.0.0.1'
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  return new RtpPeer(socket, host, options)
}

/** A small telephone for tests that speaks plain RTP. */
export class RtpPeer extends AudioPeer {
  readonly host: string
  readonly port: number
  remote: { host: string; port: number } | undefined
  readonly #socket: Socket
  #version = 1

  constructor(socket: Socket, host: string, options: RtpPeerOptions) {
    super(options)
    this.#socket = socket
    this.host = host
    this.port = socket.address().port
    socket.on('message', (bytes) => this.hear(bytes))
  }

  /** A description of this peer, to be used as offer or as answer. */
  describe(change: { direction?: SdpDirection; address?: string; port?: number } = {}): string {
    const type = staticTypes[this.codec]
    const event = this.telephoneEvent
    return [
      'v=0',
      `o=peer 1 ${this.#version++} IN IP4 ${this.host}`,
      's=-',
      `c=IN IP4 ${change.address ?? this.host}`,
      't=0 0',
      `m=audio ${change.port ?? this.port} RTP/AVP ${type}${event === false ? '' : ` ${event}`}`,
      `a=rtpmap:${type} ${this.codec}/8000`,
      ...(event === false
        ? []
        : [`a=rtpmap:${event} telephone-event/8000`, `a=fmtp:${event} 0-15`]),
      `a=${change.direction ?? 'sendrecv'}`,
      '',
    ].join('\r\n')
  }

  /** Takes the other side's address from its description. */
  connect(description: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(description)?.[1]
    const port = /^m=audio (\d+)/m.exec(description)?.[1]
    if (host === undefined || port === undefined) throw new Error(`No audio in ${description}`)
    this.remote = { host, port: Number(port) }
  }

  override sendRaw(bytes: Uint8Array): void {
    if (this.remote) this.#socket.send(bytes, this.remote.port, this.remote.host)
  }

  async close(): Promise<void> {
    this.stopSpeaking()
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}
