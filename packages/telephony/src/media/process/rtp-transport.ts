import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { readRtp } from '../../rtp/packet.ts'
import { isRtcp } from '../../rtp/rtcp.ts'
import type { AudioDescription } from '../../sdp/audio.ts'
import type { OurRtpPath } from '../../sdp/write.ts'
import { MediaError } from '../media-engine.ts'
import type { Endpoint } from './latch.ts'
import { Latch } from './latch.ts'
import type { RtpPorts, SocketPair } from './rtp-ports.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** Opens plain RTP on a port of its own. It is up as soon as the peer's description is known. */
export async function openRtpTransport(
  ports: RtpPorts,
  events: TransportEvents,
): Promise<RtpTransport> {
  return new RtpTransport(await ports.bindPair(), events)
}

class RtpTransport implements Transport {
  readonly #path: OurRtpPath
  readonly #socket: Socket
  readonly #events: TransportEvents
  readonly #family: number
  /** The socket for RTCP: the same as for audio where both sides agreed on that, or there is none. */
  #control: Socket | undefined
  #latch = new Latch(undefined)
  #peerControl: Endpoint | undefined
  #closed = false

  constructor({ rtp, control }: SocketPair, events: TransportEvents) {
    this.#socket = rtp
    this.#control = control
    this.#events = events
    const { address, port } = rtp.address()
    this.#path = { kind: 'rtp', port }
    this.#family = isIP(address)
    rtp.on('message', (bytes, from) => this.#receive(bytes, from))
    control?.on('message', (bytes, from) => this.#receiveControl(bytes, from))
    // A packet that could not be sent is a lost packet.
    for (const socket of [rtp, control]) socket?.on('error', () => {})
  }

  async answer(peer: AudioDescription): Promise<OurRtpPath> {
    this.accept(peer)
    return this.#path
  }

  async offer(): Promise<OurRtpPath> {
    return this.#path
  }

  accept(peer: AudioDescription): void {
    this.update(peer)
    this.#events.onUp()
  }

  update({ path, rtcpMux }: AudioDescription): OurRtpPath {
    if (path.kind !== 'rtp') throw new MediaError('not-acceptable', 'The peer left plain RTP.')
    if (rtcpMux) this.#shareSocket()
    // Old-style hold names no address: the peer stays where it was.
    if (path.address === undefined) return this.#path
    if (isIP(path.address) !== this.#family) {
      throw new MediaError('not-acceptable', `RTP cannot be sent to ${path.address} from here.`)
    }
    const described = { address: path.address, port: path.port }
    if (!this.#latch.isFor(described)) this.#latch = new Latch(described)
    this.#peerControl = { address: path.address, port: path.controlPort }
    return this.#path
  }

  send(packet: Buffer): void {
    const target = this.#latch.target
    if (!target || this.#closed) return
    this.#socket.send(packet, 0, packet.length, target.port, target.address)
  }

  sendControl(packet: Buffer): void {
    const target = this.#controlTarget()
    if (!target || this.#closed) return
    this.#control?.send(packet, 0, packet.length, target.port, target.address)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#control !== this.#socket) this.#control?.close()
    this.#socket.close()
  }

  #shareSocket(): void {
    if (this.#control === this.#socket) return
    this.#control?.close()
    this.#control = this.#socket
  }

  /** Reports go where the peer said; to one that is elsewhere, to the port beside its audio (RFC 4961). */
  #controlTarget(): Endpoint | undefined {
    const audio = this.#latch.target
    if (!audio || audio.address === this.#peerControl?.address) return this.#peerControl
    return { address: audio.address, port: audio.port + (this.#control === this.#socket ? 0 : 1) }
  }

  #receive(bytes: Buffer, from: Endpoint): void {
    if (this.#closed) return
    if (this.#control === this.#socket && isRtcp(bytes)) return this.#receiveControl(bytes, from)
    const packet = readRtp(bytes)
    if (packet && this.#latch.admits(from, packet)) this.#events.onPacket(packet)
  }

  /** Takes reports from the peer's machine alone. */
  #receiveControl(bytes: Buffer, from: Endpoint): void {
    if (this.#closed || from.address !== this.#latch.target?.address || !isRtcp(bytes)) return
    this.#peerControl = { address: from.address, port: from.port }
    this.#events.onControl(bytes)
  }
}
