import { Application, Bandwidth, createDecoder, createEncoder, loadLibopus } from 'libopus-wasm'
import type { OpusDecoderHandle, OpusEncoderHandle } from 'libopus-wasm'
import type { Bands } from './bands.ts'
import { BandJoiner, BandSplitter } from './bands.ts'

/** We decode and encode Opus at 16 kHz: both our bands. What is relayed keeps all that it has. */
const rate = 16_000
const frame = rate / 50
const bitrate = 24_000
/** Of libopus, 0 to 10: more costs more than it gives at this rate. */
const complexity = 2
/** Losses that in-band error correction prepares for, in percent: at less libopus leaves it out. */
const expectedLoss = 10
/** What the encoder makes of silence once it need not be sent (DTX): the head of a packet at most. */
const emptyBytes = 2
/** The longest packet there may be: 120 ms (RFC 6716 §3.2.5). */
const mostSamples = 6 * frame

/** What a party wants of the Opus it is sent, by its description (RFC 7587 §6.1). */
export interface OpusWishes {
  /** `useinbandfec`: it can make use of forward error correction. */
  readonly fec: boolean
  /** `usedtx`: silence need not be sent. */
  readonly dtx: boolean
  /** `maxplaybackrate` of a telephone's band: it plays nothing above 4 kHz. */
  readonly isNarrow: boolean
  /** `maxaveragebitrate`, in bit/s. */
  readonly mostBitrate: number | undefined
}

/** Makes the library ready, so that the first call need not wait for it. */
export async function loadOpus(): Promise<void> {
  await loadLibopus()
}

/** Encodes a party's audio, 20 ms at a time. The library makes it in a moment; before that there is nothing to send. */
export class OpusEncoder {
  #handle: OpusEncoderHandle | undefined
  #closed = false
  readonly #joiner = new BandJoiner()
  readonly #audio = new Int16Array(frame)
  /** Settles once it is ready. */
  readonly ready: Promise<void>

  constructor({ fec, dtx, isNarrow, mostBitrate = bitrate }: OpusWishes) {
    const options = {
      sampleRate: rate,
      channels: 1,
      frameSize: frame,
      application: Application.Voip,
      bitrate: Math.max(6000, Math.min(bitrate, mostBitrate)),
      complexity,
      dtx,
      fec,
      packetLossPercent: fec ? expectedLoss : 0,
      ...(isNarrow && { maxBandwidth: Bandwidth.Narrowband }),
    } as const
    this.ready = createEncoder(options).then((handle) => {
      if (this.#closed) handle.free()
      else this.#handle = handle
    })
  }

  /** The packet of these 20 ms; `undefined` when there is nothing to send. */
  encode(bands: Bands): Uint8Array | undefined {
    if (!this.#handle) return undefined
    this.#joiner.join(bands, this.#audio)
    const packet = this.#handle.encode(this.#audio)
    return packet.length <= emptyBytes ? undefined : packet
  }

  /** Gives its memory back, which no collector does. */
  close(): void {
    this.#closed = true
    this.#handle?.free()
    this.#handle = undefined
  }
}

/** Decodes a party's packets in their order. What it gives is valid until it is next asked. */
export class OpusDecoder {
  #handle: OpusDecoderHandle | undefined
  #closed = false
  readonly #splitter = new BandSplitter()
  readonly #low = new Int16Array(mostSamples / 2)
  readonly #high = new Int16Array(mostSamples / 2)
  /** Settles once it is ready. */
  readonly ready: Promise<void>

  constructor() {
    this.ready = createDecoder({ sampleRate: rate, channels: 1 }).then((handle) => {
      if (this.#closed) handle.free()
      else this.#handle = handle
    })
  }

  decode(packet: Uint8Array): Bands | undefined {
    return this.#split((handle) => handle.decode(packet))
  }

  /** What was lost before this packet, as far as the packet tells (forward error correction); else made up. */
  recover(packet: Uint8Array, samples: number): Bands | undefined {
    return this.#split((handle) =>
      handle.decode(packet, { decodeFec: true, frameSize: 2 * samples }),
    )
  }

  /** Makes up for what was lost, so many samples of each band. */
  conceal(samples: number): Bands | undefined {
    return this.#split((handle) => handle.decodePacketLoss(2 * samples))
  }

  close(): void {
    this.#closed = true
    this.#handle?.free()
    this.#handle = undefined
  }

  #split(decode: (handle: OpusDecoderHandle) => Int16Array): Bands | undefined {
    if (!this.#handle) return undefined
    let audio: Int16Array
    try {
      audio = decode(this.#handle)
    } catch {
      // What is no Opus is a lost packet.
      return undefined
    }
    const samples = audio.length >> 1
    const [low, high] = [this.#low.subarray(0, samples), this.#high.subarray(0, samples)]
    this.#splitter.split(audio, low, high)
    return { low, high }
  }
}
