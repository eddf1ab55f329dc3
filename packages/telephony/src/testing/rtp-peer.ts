import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AudioPeerOptions } from './audio-peer.ts'
import { AudioPeer, staticTypes } from './audio-peer.ts'

export interface RtpPeerOptions extends AudioPeerOptions {
  readonly host?: string
  /** Whether RTCP shares the port of the audio, or has the next. */
  readonly rtcpMux?: boolean
}

export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

/** Opens a peer that speaks plain RTP on a free port of loopback. Close it when done. */
export async function openRtpPeer(options: RtpPeerOptions = {}): Promise<RtpPeer> {
  const host = options.host ?? '127.0.0.1'
  const socket = createSocket('udp4')
  socket.bind(0, host)
  const control = createSocket('udp4')
  control.bind(0, host)
  await Promise.all([once(socket, 'listening'), once(control, 'listening')])
  return new RtpPeer({ socket, control }, host, options)
}

interface Sockets {
  readonly socket: Socket
  readonly control: Socket
}

/** A small telephone for tests that speaks plain RTP. */
export class RtpPeer extends AudioPeer {
  readonly host: string
  readonly port: number
  remote: { host: string; port: number } | undefined
  readonly #socket: Socket
  readonly #control: Socket
  readonly #rtcpMux: boolean
  #version = 1

  constructor({ socket, control }: Sockets, host: string, options: RtpPeerOptions) {
    super(options)
    this.#socket = socket
    this.#control = control
    this.#rtcpMux = options.rtcpMux ?? false
    this.host = host
    this.port = socket.address().port
    socket.on('message', (bytes) => this.hear(bytes))
    control.on('message', (bytes) => this.hearControl(bytes))
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
      this.#rtcpMux ? 'a=rtcp-mux' : `a=rtcp:${this.#control.address().port}`,
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

  override sendControl(bytes: Uint8Array): void {
    if (!this.remote) return
    const { host, port } = this.remote
    if (this.#rtcpMux) this.#socket.send(bytes, port, host)
    else this.#control.send(bytes, port + 1, host)
  }

  async close(): Promise<void> {
    this.stopSpeaking()
    this.#control.close()
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}
