/** Samples of 8 kHz audio that are looked back at: 50 ms. */
const remembered = 400
/** A period is looked for between 50 and 200 Hz, where voices are; a tone above has several periods in it. */
const shortestPeriod = 40
const longestPeriod = 160
/** How much of the latest audio must resemble what lies a period before it. */
const compared = 160
/** The first 10 ms are repeated as they were; then it fades by a fifth each 10 ms, to nothing at 60 ms. */
const loudSamples = 80
const fadeSamples = 400
/** The way back into what was sent: 5 ms. */
const backSamples = 40

/**
 * Makes up for lost audio as G.711 Appendix I does in its outline: the last pitch period is repeated, its seams overlapped,
 * and fades out; when audio comes again it takes over gradually. Unlike the recommendation it adds no delay (it does not
 * go back on what was given already), and repeats one period all along, where that takes up to three.
 *
 * Audio and losses are told in the order they are heard; both go through the same buffer of samples.
 */
export class LossConcealment {
  readonly #heard = new Float32Array(remembered)
  #period = new Float32Array(shortestPeriod)
  #made = 0

  /** Whether nothing is left to be repeated: what is made from here on is silence. */
  get exhausted(): boolean {
    return this.#made >= loudSamples + fadeSamples
  }

  /** How many more samples must be made, so many having been put in, for whole periods to have been put in. */
  untilSeam(putIn: number): number {
    const { length } = this.#period
    return (length - (putIn % length)) % length
  }

  /** Takes audio that came, and eases it in after a loss. */
  hear(samples: Int16Array, from: number, to: number): void {
    if (this.#made > 0) this.#easeIn(samples, from, Math.min(to, from + backSamples))
    this.#remember(samples, from, to)
  }

  /** Writes what may have been lost. */
  conceal(samples: Int16Array, from: number, to: number): void {
    if (this.#made === 0) this.#period = lastPeriod(this.#heard)
    for (let at = from; at < to; at++) samples[at] = this.#next()
    this.#remember(samples, from, to)
  }

  /** Forgets everything: another stream begins. */
  reset(): void {
    this.#heard.fill(0)
    this.#made = 0
  }

  #easeIn(samples: Int16Array, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const share = (at - from + 1) / (to - from + 1)
      samples[at] = this.#next() * (1 - share) + (samples[at] ?? 0) * share
    }
    this.#made = 0
  }

  #next(): number {
    const place = this.#made++
    const loudness = 1 - Math.max(0, place - loudSamples) / fadeSamples
    return loudness <= 0 ? 0 : (this.#period[place % this.#period.length] ?? 0) * loudness
  }

  #remember(samples: Int16Array, from: number, to: number): void {
    const latest = samples.subarray(Math.max(from, to - remembered), to)
    this.#heard.copyWithin(0, latest.length)
    this.#heard.set(latest, remembered - latest.length)
  }
}

/** The latest period, whose end leads over into its beginning. */
function lastPeriod(heard: Float32Array): Float32Array<ArrayBuffer> {
  const length = findPeriod(heard, remembered - compared, compared)
  const period = heard.slice(remembered - length)
  const seam = Math.floor(length / 4)
  for (let at = 0; at < seam; at++) {
    const share = (at + 1) / (seam + 1)
    const before = heard[remembered - length - seam + at] ?? 0
    period[length - seam + at] = (period[length - seam + at] ?? 0) * (1 - share) + before * share
  }
  return period
}

/** How far back the audio from `from` on resembles itself most, in samples, by normalised cross-correlation. */
export function findPeriod(audio: Float32Array | Int16Array, from: number, length: number): number {
  let best = shortestPeriod
  let bestLikeness = Number.NEGATIVE_INFINITY
  for (let period = shortestPeriod; period <= longestPeriod; period++) {
    let product = 0
    let energy = 1
    for (let at = from; at < from + length; at++) {
      const before = audio[at - period] ?? 0
      product += (audio[at] ?? 0) * before
      energy += before * before
    }
    const likeness = product / Math.sqrt(energy)
    if (likeness > bestLikeness) [best, bestLikeness] = [period, likeness]
  }
  return best
}
