/**
 * Audio inside the engine: two bands of 8 kHz samples, 160 each in 20 ms. Every party has the low one, which is what telephones
 * speak; G.722 and Opus have the high one besides. So telephone calls cost what they did, and wideband survives a mix.
 */
export interface Bands {
  /** 0 to 4 kHz. */
  readonly low: Int16Array
  /** 4 to 8 kHz, mirrored as the filter gives it; absent where there is nothing. */
  readonly high?: Int16Array | undefined
}

/** Coefficients of the quadrature mirror filter in ITU-T G.722 (table 11), every other one; the rest is their mirror image. */
const half = Int16Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11)
const taps = half.length
/** 120 ms: the most that is split or joined at once. */
const mostPairs = 960
const sumBits = 13
const joinBits = 12

/** Splits 16 kHz audio into its two bands (G.722 §3.1). Keeps what it needs of the audio before. */
export class BandSplitter {
  readonly #audio = new Int32Array(2 * (taps + mostPairs))

  /** Takes an even number of samples, of at most 120 ms; gives half as many in each band. */
  split(audio: Int16Array, low: Int16Array, high: Int16Array): void {
    const pairs = audio.length >> 1
    const past = 2 * (taps - 1)
    this.#audio.set(audio, past)
    for (let pair = 0; pair < pairs; pair++) {
      const at = 2 * pair
      let even = 0
      let odd = 0
      for (let tap = 0; tap < taps; tap++) {
        even += (this.#audio[at + 2 * tap] ?? 0) * (half[tap] ?? 0)
        odd += (this.#audio[at + 2 * tap + 1] ?? 0) * (half[taps - 1 - tap] ?? 0)
      }
      low[pair] = saturate((even + odd) >> sumBits)
      high[pair] = saturate((odd - even) >> sumBits)
    }
    this.#audio.copyWithin(0, audio.length, audio.length + past)
  }
}

/** Joins the two bands into 16 kHz audio (G.722 §4.4). Keeps what it needs of the audio before. */
export class BandJoiner {
  readonly #sums = new Int32Array(taps + mostPairs)
  readonly #differences = new Int32Array(taps + mostPairs)

  /** Writes two samples for each of the low band, of at most 120 ms. */
  join({ low, high }: Bands, audio: Int16Array): void {
    const past = taps - 1
    for (let at = 0; at < low.length; at++) {
      const [one, other] = [low[at] ?? 0, high?.[at] ?? 0]
      this.#sums[past + at] = one + other
      this.#differences[past + at] = one - other
    }
    for (let at = 0; at < low.length; at++) {
      let first = 0
      let second = 0
      for (let tap = 0; tap < taps; tap++) {
        first += (this.#differences[at + tap] ?? 0) * (half[taps - 1 - tap] ?? 0)
        second += (this.#sums[at + tap] ?? 0) * (half[tap] ?? 0)
      }
      audio[2 * at] = saturate(first >> joinBits)
      audio[2 * at + 1] = saturate(second >> joinBits)
    }
    this.#sums.copyWithin(0, low.length, low.length + past)
    this.#differences.copyWithin(0, low.length, low.length + past)
  }
}

/** The nearest value that 16 bits hold. */
export function saturate(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value
}
