import type { RtpPacket } from '../../rtp/packet.ts'
import { sequenceAhead } from '../../rtp/packet.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Packets in a row that make a stranger the peer. */
const provingPackets = 3

/**
 * Finds out where a plain RTP peer really is (symmetric RTP, RFC 4961; latching, RFC 7362 §5). Behind address
 * translation its packets come from elsewhere than its description says, so the first source that sends a few packets
 * of one stream in a row becomes the peer. From then on packets of other sources are dropped, lest somebody else
 * takes the call over; only the described address itself, which the signalling vouches for, may still replace it.
 */
export class Latch {
  readonly #described: Endpoint | undefined
  #peer: Endpoint | undefined
  #candidate: { from: Endpoint; ssrc: number; sequence: number; packets: number } | undefined

  constructor(described: Endpoint | undefined) {
    this.#described = described
  }

  /** Where to send. */
  get target(): Endpoint | undefined {
    return this.#peer ?? this.#described
  }

  /** Whether this latch was made for this description. */
  isFor(described: Endpoint | undefined): boolean {
    return this.#described ? isSame(this.#described, described) : described === undefined
  }

  /** Whether a packet from there is the peer's. */
  admits(from: Endpoint, packet: RtpPacket): boolean {
    if (isSame(from, this.#peer)) return true
    if (isSame(from, this.#described)) this.#peer = this.#described
    else if (!this.#peer && this.#proves(from, packet)) {
      this.#peer = { address: from.address, port: from.port }
    }
    return isSame(from, this.#peer)
  }

  #proves(from: Endpoint, { ssrc, sequence }: RtpPacket): boolean {
    const last = this.#candidate
    const goesOn =
      last?.ssrc === ssrc && isSame(from, last.from) && sequenceAhead(sequence, last.sequence) === 1
    const packets = goesOn ? last.packets + 1 : 1
    this.#candidate = { from: { address: from.address, port: from.port }, ssrc, sequence, packets }
    return packets >= provingPackets
  }
}

function isSame(one: Endpoint, other: Endpoint | undefined): boolean {
  return one.port === other?.port && one.address === other.address
}
