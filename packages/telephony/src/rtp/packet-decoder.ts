import type { AudioCodec } from '../port.ts'
import type { Bands } from './bands.ts'
import { codecFacts } from './codecs.ts'
import { g711 } from './g711.ts'
import type { Law } from './g711.ts'
import { G722Decoder } from './g722.ts'
import { OpusDecoder } from './opus.ts'
import type { RtpPacket } from './packet.ts'
import { sequenceAhead, timestampAhead } from './packet.ts'

/** Takes audio whose place is given as a timestamp of 8 kHz. `lost`: nothing came, it was recovered or made up. */
type TakeAudio = (timestamp: number, audio: Bands, how: 'came' | 'lost') => void

/** Turns the packets of one party and codec into audio. What it hands on is valid for the call only. */
export interface PacketDecoder {
  readonly decode: (packet: RtpPacket, take: TakeAudio) => void
  readonly close: () => void
}

/** Half a second of G.711 or G.722; longer packets are none. */
const mostSamples = 4096

export function openPacketDecoder(codec: AudioCodec): PacketDecoder {
  switch (codec) {
    case 'PCMU':
    case 'PCMA':
      return lawDecoder(codec)
    case 'G722':
      return g722Decoder()
    case 'opus':
      return new OpusPackets()
  }
}

function lawDecoder(law: Law): PacketDecoder {
  const { decode } = g711[law]
  const samples = new Int16Array(mostSamples)
  return {
    decode: ({ payload, timestamp }, take) => {
      if (payload.length === 0 || payload.length > mostSamples) return
      for (let at = 0; at < payload.length; at++) samples[at] = decode[payload[at] ?? 0] ?? 0
      take(timestamp, { low: samples.subarray(0, payload.length) }, 'came')
    },
    close: () => {},
  }
}

function g722Decoder(): PacketDecoder {
  const decoder = new G722Decoder()
  const [low, high] = [new Int16Array(mostSamples), new Int16Array(mostSamples)]
  return {
    decode: ({ payload, timestamp }, take) => {
      const { length } = payload
      if (length === 0 || length > mostSamples) return
      decoder.decode(payload, low, high)
      take(timestamp, { low: low.subarray(0, length), high: high.subarray(0, length) }, 'came')
    },
    close: () => {},
  }
}

const ticksPerSample = codecFacts.opus.clockRate / 8000
/** 100 ms: beyond, what was lost is silence. */
const mostLost = 5
/** A number further back is no late packet but a new count. */
const mostBehind = 100

/**
 * Opus in its order, as its decoder needs it. When a packet comes after a gap, the frame before it is taken from its error
 * correction and those before that are made up (RFC 6716 §2.1.7); one that comes later than its successor is passed over.
 */
class OpusPackets implements PacketDecoder {
  readonly #decoder = new OpusDecoder()
  #last: { ssrc: number; sequence: number; timestamp: number; at: number } | undefined
  #samples = 0

  decode(packet: RtpPacket, take: TakeAudio): void {
    if (packet.payload.length === 0) return
    const { ssrc, sequence, timestamp, payload } = packet
    const ahead = this.#ahead(packet)
    if (ahead <= 0) return
    const at = this.#placeOf(packet)
    const lost = ahead - 1 > mostLost ? 0 : ahead - 1
    for (let back = lost; back > 0 && this.#samples > 0; back--) {
      const made = back > 1 ? this.#decoder.conceal(this.#samples) : this.#recover(payload)
      if (made) take((at - back * this.#samples) >>> 0, made, 'lost')
    }
    this.#last = { ssrc, sequence, timestamp, at }
    const audio = this.#decoder.decode(payload)
    if (!audio) return
    this.#samples = audio.low.length
    take(at, audio, 'came')
  }

  close(): void {
    this.#decoder.close()
  }

  #recover(payload: Uint8Array): Bands | undefined {
    return this.#decoder.recover(payload, this.#samples)
  }

  #ahead({ ssrc, sequence }: RtpPacket): number {
    if (this.#last?.ssrc !== ssrc) return 1
    const ahead = sequenceAhead(sequence, this.#last.sequence)
    return ahead < -mostBehind ? 1 : ahead
  }

  /** Across the wrap of a clock that is six times as fast. */
  #placeOf({ ssrc, timestamp }: RtpPacket): number {
    const last = this.#last
    if (last?.ssrc !== ssrc) return Math.floor(timestamp / ticksPerSample)
    const samples = Math.round(timestampAhead(timestamp, last.timestamp) / ticksPerSample)
    return (last.at + samples) >>> 0
  }
}
