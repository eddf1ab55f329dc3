import type { Bands } from '../../rtp/bands.ts'
import { isLaw } from '../../rtp/codecs.ts'
import type { FrameEncoder } from '../../rtp/frame-encoder.ts'
import { openFrameEncoder } from '../../rtp/frame-encoder.ts'
import type { Law } from '../../rtp/g711.ts'
import { g711, transcode } from '../../rtp/g711.ts'
import type { Codec } from '../../sdp/audio.ts'
import type { Playback } from '../source/playback.ts'
import type { Speaker } from './mix.ts'
import { mixBands, mixInto } from './mix.ts'

/** What is to be heard in the next 20 ms: a playback, or the sum of the speakers, which of none is silence. */
export type Heard =
  | { readonly kind: 'playback'; readonly playback: Playback }
  | { readonly kind: 'speakers'; readonly speakers: readonly Speaker[] }

const frameSamples = 160

/** Makes the payloads of one party that are not passed on from another. G.711 is written as codes, without a detour. */
export class FrameMaker {
  readonly #codes = new Uint8Array(frameSamples)
  readonly #low = new Int16Array(frameSamples)
  readonly #high = new Int16Array(frameSamples)
  #codec: Codec | undefined
  #encoder: FrameEncoder | undefined

  /** Makes payloads of this codec from here on. An encoder is opened only once one is needed. */
  speak(codec: Codec): void {
    const { name, wishes } = this.#codec ?? {}
    const same = name === codec.name && JSON.stringify(wishes) === JSON.stringify(codec.wishes)
    if (!same) this.close()
    this.#codec = codec
  }

  /** The payload of the next 20 ms, valid until it is next asked; `undefined` when nothing need be sent. */
  make(heard: Heard): Uint8Array | undefined {
    const codec = this.#codec
    if (!codec) return undefined
    if (isLaw(codec.name)) return this.#makeCodes(heard, codec.name)
    this.#encoder ??= openFrameEncoder(codec.name, codec.wishes)
    return this.#encoder.encode(this.#makeBands(heard))
  }

  /** What was made last, for who records it. */
  get made(): Int16Array {
    if (this.#codec && isLaw(this.#codec.name)) decode(this.#codes, this.#codec.name, this.#low)
    return this.#low
  }

  /** Frees what encoding holds. */
  close(): void {
    this.#encoder?.close()
    this.#encoder = undefined
  }

  #makeCodes(heard: Heard, law: Law): Uint8Array {
    if (heard.kind === 'playback') {
      heard.playback.write(this.#codes, 0, frameSamples)
      if (heard.playback.law !== law) translate(this.#codes, heard.playback.law)
    } else if (heard.speakers.length === 0) {
      this.#codes.fill(g711[law].silence)
    } else {
      mixInto(this.#codes, 0, { speakers: heard.speakers, encode: g711[law].encode })
    }
    return this.#codes
  }

  #makeBands(heard: Heard): Bands {
    if (heard.kind === 'speakers') {
      return mixBands(heard.speakers, { low: this.#low, high: this.#high })
    }
    heard.playback.write(this.#codes, 0, frameSamples)
    decode(this.#codes, heard.playback.law, this.#low)
    return { low: this.#low }
  }
}

function decode(codes: Uint8Array, law: Law, samples: Int16Array): void {
  const table = g711[law].decode
  for (let at = 0; at < codes.length; at++) samples[at] = table[codes[at] ?? 0] ?? 0
}

/** Turns codes of one law into those of the other. */
export function translate(codes: Uint8Array, from: Law): void {
  const table = transcode[from]
  for (let at = 0; at < codes.length; at++) codes[at] = table[codes[at] ?? 0] ?? 0
}
