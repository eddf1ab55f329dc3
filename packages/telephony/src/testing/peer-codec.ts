import type { AudioCodec } from '../port.ts'
import type { Bands } from '../rtp/bands.ts'
import type { FrameEncoder } from '../rtp/frame-encoder.ts'
import { openFrameEncoder } from '../rtp/frame-encoder.ts'
import type { PacketDecoder } from '../rtp/packet-decoder.ts'
import { openPacketDecoder } from '../rtp/packet-decoder.ts'
import type { RtpPacket } from '../rtp/packet.ts'
import { decodeG711, encodeG711 } from './audio.ts'

/** The payload types and clocks of test peers, as Chromium numbers them. */
export const peerCodecs = {
  PCMU: { payloadType: 0, clockRate: 8000, encoding: 'PCMU/8000' },
  PCMA: { payloadType: 8, clockRate: 8000, encoding: 'PCMA/8000' },
  G722: { payloadType: 9, clockRate: 8000, encoding: 'G722/8000' },
  opus: { payloadType: 111, clockRate: 48_000, encoding: 'opus/48000/2' },
} as const satisfies Record<AudioCodec, object>

const wishes = { fec: true, dtx: false, isNarrow: false, mostBitrate: undefined }

/**
 * What a test peer speaks and hears. Its G.711 is its own; for G.722 and Opus it has our coders, which baresip and Chromium hold
 * to what others make of them.
 */
export class PeerCodec {
  #encoder: { codec: AudioCodec; frames: FrameEncoder } | undefined
  readonly #decoders = new Map<AudioCodec, PacketDecoder>()

  encode(codec: AudioCodec, frame: Bands): Uint8Array | undefined {
    if (codec === 'PCMU' || codec === 'PCMA') return encodeG711(frame.low, codec)
    if (this.#encoder?.codec !== codec) {
      this.#encoder?.frames.close()
      this.#encoder = { codec, frames: openFrameEncoder(codec, wishes) }
    }
    return this.#encoder.frames.encode(frame)
  }

  /** What a packet holds, if it is audio. */
  decode(packet: RtpPacket): Bands | undefined {
    const codec = codecOf(packet.payloadType)
    if (codec === undefined) return undefined
    if (codec === 'PCMU' || codec === 'PCMA') return { low: decodeG711(packet.payload, codec) }
    const decoder = this.#decoders.get(codec) ?? openPacketDecoder(codec)
    this.#decoders.set(codec, decoder)
    let heard: Bands | undefined
    decoder.decode(packet, (_, { low, high }, how) => {
      if (how === 'came') heard = { low: low.slice(), high: high?.slice() }
    })
    return heard
  }

  close(): void {
    this.#encoder?.frames.close()
    for (const decoder of this.#decoders.values()) decoder.close()
  }
}

function codecOf(payloadType: number): AudioCodec | undefined {
  const all: readonly AudioCodec[] = ['PCMU', 'PCMA', 'G722', 'opus']
  return all.find((codec) => peerCodecs[codec].payloadType === payloadType)
}
