import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { readRtp } from '../../rtp/packet.ts'
import type { AudioDescription } from '../../sdp/audio.ts'
import type { OurRtpPath } from '../../sdp/write.ts'
import { MediaError } from '../media-engine.ts'
import type { Endpoint } from './latch.ts'
import { Latch } from './latch.ts'
import type { RtpPorts } from './rtp-ports.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** Opens plain RTP on a port of its own. It is up as soon as the peer's description is known. */
export async function openRtpTransport(
  ports: RtpPorts,
  events: TransportEvents,
): Promise<RtpTransport> {
  return new RtpTransport(await ports.bind(), events)
}

class RtpTransport implements Transport {
  readonly #path: OurRtpPath
  readonly #socket: Socket
  readonly #events: TransportEvents
  readonly #family: number
  #latch = new Latch(undefined)
  #closed = false

  constructor(socket: Socket, events: TransportEvents) {
    this.#socket = socket
    this.#events = events
    const { address, port } = socket.address()
    this.#path = { kind: 'rtp', port }
    this.#family = isIP(address)
    socket.on('message', (bytes, from) => this.#receive(bytes, from))
    // A packet that could not be sent is a lost packet.
    socket.on('error', () => {})
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

  update({ path }: AudioDescription): OurRtpPath {
    if (path.kind !== 'rtp') throw new MediaError('not-acceptable', 'The peer left plain RTP.')
    // Old-style hold names no address: the peer stays where it was.
    if (path.address === undefined) return this.#path
    if (isIP(path.address) !== this.#family) {
      throw new MediaError('not-acceptable', `RTP cannot be sent to ${path.address} from here.`)
    }
    const described = { address: path.address, port: path.port }
    if (!this.#latch.isFor(described)) this.#latch = new Latch(described)
    return this.#path
  }

  send(packet: Buffer): void {
    const target = this.#latch.target
    if (!target || this.#closed) return
    this.#socket.send(packet, 0, packet.length, target.port, target.address)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }

  #receive(bytes: Buffer, from: Endpoint): void {
    if (this.#closed) return
    const packet = readRtp(bytes)
    if (packet && this.#latch.admits(from, packet)) this.#events.onPacket(packet)
  }
}
