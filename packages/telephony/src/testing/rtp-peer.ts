import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { SrtpReceiver, SrtpSender } from '../rtp/srtp.ts'
import { findCrypto, writeCrypto } from '../sdp/crypto.ts'
import type { AudioPeerOptions } from './audio-peer.ts'
import { AudioPeer } from './audio-peer.ts'
import { peerCodecs } from './peer-codec.ts'

export interface RtpPeerOptions extends AudioPeerOptions {
  readonly host?: string
  /** Whether RTCP shares the port of the audio, or has the next. */
  readonly rtcpMux?: boolean
  /** Speaks SRTP with keys in the descriptions. */
  readonly srtp?: boolean
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
  #closed: Promise<void> | undefined
  readonly #socket: Socket
  readonly #control: Socket
  readonly #rtcpMux: boolean
  readonly #ours = { tag: 1, master: { key: randomBytes(16), salt: randomBytes(14) } }
  readonly #sender: SrtpSender | undefined
  #receiver: SrtpReceiver | undefined
  #version = 1

  constructor({ socket, control }: Sockets, host: string, options: RtpPeerOptions) {
    super(options)
    this.#socket = socket
    this.#control = control
    this.#rtcpMux = options.rtcpMux ?? false
    if (options.srtp === true) this.#sender = new SrtpSender(this.#ours.master)
    this.host = host
    this.port = socket.address().port
    socket.on('message', (bytes) => this.#open(bytes, (receiver) => receiver.open(bytes)))
    control.on('message', (bytes) => this.#open(bytes, (receiver) => receiver.openControl(bytes)))
  }

  /** A description of this peer, to be used as offer or as answer. */
  describe(
    change: { direction?: SdpDirection; address?: string; port?: number; format?: string } = {},
  ): string {
    const { payloadType: type, encoding } = peerCodecs[this.codec]
    const event = this.telephoneEvent
    return [
      'v=0',
      `o=peer 1 ${this.#version++} IN IP4 ${this.host}`,
      's=-',
      `c=IN IP4 ${change.address ?? this.host}`,
      't=0 0',
      `m=audio ${change.port ?? this.port} ${this.#sender ? 'RTP/SAVP' : 'RTP/AVP'} ${type}${event === false ? '' : ` ${event}`}`,
      `a=rtpmap:${type} ${encoding}`,
      ...(this.codec === 'opus' ? [`a=fmtp:${type} ${change.format ?? 'useinbandfec=1'}`] : []),
      ...(event === false
        ? []
        : [`a=rtpmap:${event} telephone-event/${this.eventClock}`, `a=fmtp:${event} 0-15`]),
      `a=${change.direction ?? 'sendrecv'}`,
      this.#rtcpMux ? 'a=rtcp-mux' : `a=rtcp:${this.#control.address().port}`,
      ...(this.#sender ? [writeCrypto(this.#ours)] : []),
      '',
    ].join('\r\n')
  }

  /** Takes the other side's address from its description. */
  connect(description: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(description)?.[1]
    const port = /^m=audio (\d+)/m.exec(description)?.[1]
    if (host === undefined || port === undefined) throw new Error(`No audio in ${description}`)
    this.remote = { host, port: Number(port) }
    const line = /^a=crypto:(.*)$/m.exec(description)?.[1]?.trim()
    const crypto = findCrypto(line === undefined ? [] : [{ name: 'crypto', value: line }])
    if (crypto && this.#sender) this.#receiver = new SrtpReceiver(crypto.master)
  }

  /** Takes what came: opened where it should be protected, and nothing that is not. */
  #open(bytes: Buffer, open: (receiver: SrtpReceiver) => Buffer | undefined): void {
    const opened = this.#sender ? this.#receiver && open(this.#receiver) : bytes
    if (opened) this.hear(opened)
  }

  override sendRaw(bytes: Uint8Array): void {
    if (!this.remote) return
    const sent = this.#sender ? this.#sender.protect(Buffer.from(bytes)) : bytes
    this.#socket.send(sent, this.remote.port, this.remote.host)
  }

  override sendControl(bytes: Uint8Array): void {
    if (!this.remote) return
    const { host, port } = this.remote
    const sent = this.#sender ? this.#sender.protectControl(Buffer.from(bytes)) : bytes
    if (this.#rtcpMux) this.#socket.send(sent, port, host)
    else this.#control.send(sent, port + 1, host)
  }

  /** Goes without a goodbye. Closing a second time is no error. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.stopSpeaking()
    this.#control.close()
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}
