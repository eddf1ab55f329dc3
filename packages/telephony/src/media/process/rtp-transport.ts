import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { readRtp } from '../../rtp/packet.ts'
import { SrtpReceiver, SrtpSender } from '../../rtp/srtp.ts'
import { isRtcp } from '../../rtp/rtcp.ts'
import type { AudioDescription } from '../../sdp/audio.ts'
import type { CryptoLine } from '../../sdp/crypto.ts'
import { isSameKey } from '../../sdp/crypto.ts'
import type { OurRtpPath } from '../../sdp/write.ts'
import { MediaError } from '../media-engine.ts'
import type { Endpoint } from './latch.ts'
import { Latch } from './latch.ts'
import type { RtpPorts, SocketPair } from './rtp-ports.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** The tag of the one key in an offer of ours. */
const offeredTag = 1

/**
 * Opens RTP on a port of its own. It is up as soon as the peer's description is known. An offer of ours is of SRTP when
 * `srtp` is wanted; an answer is of whatever was offered.
 */
export async function openRtpTransport(
  ports: RtpPorts,
  kind: 'rtp' | 'srtp',
  events: TransportEvents,
): Promise<RtpTransport> {
  return new RtpTransport(await ports.bindPair(), kind, events)
}

class RtpTransport implements Transport {
  readonly #port: number
  readonly #socket: Socket
  readonly #events: TransportEvents
  readonly #family: number
  /** The socket for RTCP: the same as for audio where both sides agreed on that, or there is none. */
  #control: Socket | undefined
  #latch = new Latch(undefined)
  #peerControl: Endpoint | undefined
  #protection: Protection | undefined
  #closed = false

  constructor({ rtp, control }: SocketPair, kind: 'rtp' | 'srtp', events: TransportEvents) {
    this.#socket = rtp
    this.#control = control
    this.#events = events
    const { address, port } = rtp.address()
    this.#port = port
    if (kind === 'srtp') this.#protection = new Protection(offeredTag)
    this.#family = isIP(address)
    rtp.on('message', (bytes, from) => this.#receive(bytes, from))
    control?.on('message', (bytes, from) => this.#receiveControl(bytes, from))
    // A packet that could not be sent is a lost packet.
    for (const socket of [rtp, control]) socket?.on('error', () => {})
  }

  async answer(peer: AudioDescription): Promise<OurRtpPath> {
    const { path } = peer
    if (path.kind === 'rtp' && path.crypto) this.#protection = new Protection(path.crypto.tag)
    this.accept(peer)
    return this.#path()
  }

  async offer(): Promise<OurRtpPath> {
    return this.#path()
  }

  accept(peer: AudioDescription): void {
    this.update(peer)
    this.#events.onUp()
  }

  update({ path, rtcpMux }: AudioDescription): OurRtpPath {
    if (path.kind !== 'rtp') throw new MediaError('not-acceptable', 'The peer left plain RTP.')
    this.#protect(path.crypto)
    if (rtcpMux) this.#shareSocket()
    // Old-style hold names no address: the peer stays where it was.
    if (path.address === undefined) return this.#path()
    if (isIP(path.address) !== this.#family) {
      throw new MediaError('not-acceptable', `RTP cannot be sent to ${path.address} from here.`)
    }
    const described = { address: path.address, port: path.port }
    if (!this.#latch.isFor(described)) this.#latch = new Latch(described)
    this.#peerControl = { address: path.address, port: path.controlPort }
    return this.#path()
  }

  send(packet: Buffer): void {
    const target = this.#latch.target
    if (!target || this.#closed) return
    const sent = this.#protection ? this.#protection.sender.protect(packet) : packet
    this.#socket.send(sent, 0, sent.length, target.port, target.address)
  }

  sendControl(packet: Buffer): void {
    const target = this.#controlTarget()
    if (!target || this.#closed) return
    const sent = this.#protection ? this.#protection.sender.protectControl(packet) : packet
    this.#control?.send(sent, 0, sent.length, target.port, target.address)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#control !== this.#socket) this.#control?.close()
    this.#socket.close()
  }

  #path(): OurRtpPath {
    return { kind: 'rtp', port: this.#port, crypto: this.#protection?.ours }
  }

  /** Takes the peer's key. A call that is protected stays so, and one that is not cannot become it. */
  #protect(theirs: CryptoLine | undefined): void {
    if ((theirs === undefined) !== (this.#protection === undefined)) {
      throw new MediaError('not-acceptable', 'The peer and we do not agree on SRTP.')
    }
    if (theirs) this.#protection?.take(theirs)
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
    const opened = this.#protection ? this.#protection.receiver?.open(bytes) : bytes
    const packet = opened && readRtp(opened)
    if (packet && this.#latch.admits(from, packet)) this.#events.onPacket(packet)
  }

  /** Takes reports from the peer's machine alone. */
  #receiveControl(bytes: Buffer, from: Endpoint): void {
    if (this.#closed || from.address !== this.#latch.target?.address || !isRtcp(bytes)) return
    const opened = this.#protection ? this.#protection.receiver?.openControl(bytes) : bytes
    if (!opened) return
    this.#peerControl = { address: from.address, port: from.port }
    this.#events.onControl(opened)
  }
}

/** Both directions of a call over SRTP. */
class Protection {
  readonly ours: CryptoLine
  readonly sender: SrtpSender
  #theirs: CryptoLine | undefined
  #receiver: SrtpReceiver | undefined

  constructor(tag: number) {
    const master = { key: randomBytes(16), salt: randomBytes(14) }
    this.ours = { tag, master }
    this.sender = new SrtpSender(master)
  }

  /** Opens what the peer sends, once its key is known. */
  get receiver(): SrtpReceiver | undefined {
    return this.#receiver
  }

  /** Takes the key the peer sends with; the same one again changes nothing. */
  take(theirs: CryptoLine): void {
    if (this.#theirs && isSameKey(this.#theirs, theirs)) return
    this.#theirs = theirs
    this.#receiver = new SrtpReceiver(theirs.master)
  }
}
