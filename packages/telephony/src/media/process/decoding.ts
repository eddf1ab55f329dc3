import type { AudioCodec } from '../../port.ts'
import { JitterQueue } from '../../rtp/jitter-queue.ts'
import type { RtpPacket } from '../../rtp/packet.ts'
import type { PacketDecoder } from '../../rtp/packet-decoder.ts'
import { openPacketDecoder } from '../../rtp/packet-decoder.ts'

const frameSamples = 160

/** One party's audio, taken out of its packets and evened out: 20 ms of it at each tick. */
export class Decoding {
  readonly #queue = new JitterQueue()
  readonly #decoders = new Map<AudioCodec, PacketDecoder>()
  readonly #low = new Int16Array(frameSamples)
  readonly #high = new Int16Array(frameSamples)
  #frame: Int16Array | undefined

  /** The 20 ms of this tick, if there is anything to hear. */
  get frame(): Int16Array | undefined {
    return this.#frame
  }

  /** Their high band, from a party that has one. */
  get high(): Int16Array | undefined {
    return this.#frame && this.#queue.isWide ? this.#high : undefined
  }

  receive(packet: RtpPacket, codec: AudioCodec): void {
    const nowMs = performance.now()
    this.#decoderOf(codec).decode(packet, (timestamp, audio, how) =>
      this.#queue.push({ ssrc: packet.ssrc, timestamp }, audio, how === 'came' ? nowMs : undefined),
    )
  }

  /** Takes the frame of this tick away: those who hear the party from now on shall not hear what was before. */
  forget(): void {
    this.#frame = undefined
  }

  tick(): void {
    const high = this.#queue.isWide ? this.#high : undefined
    this.#frame = this.#queue.pull(this.#low, high) ? this.#low : undefined
  }

  close(): void {
    for (const decoder of this.#decoders.values()) decoder.close()
    this.#decoders.clear()
  }

  #decoderOf(codec: AudioCodec): PacketDecoder {
    const decoder = this.#decoders.get(codec) ?? openPacketDecoder(codec)
    this.#decoders.set(codec, decoder)
    return decoder
  }
}
