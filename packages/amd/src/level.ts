import { rateHz } from './frame.ts'

/** Where hum ends and speech begins. */
const cutoffHz = 250
const quietestDb = -90

/**
 * Takes mains hum and its strongest harmonics out of frames that follow each other (a Butterworth high-pass of order 2,
 * by the bilinear transform, twice).
 */
export class HumFilter {
  readonly #sections = [new Section(), new Section()] as const

  push(frame: Float32Array): Float32Array {
    const [first, second] = this.#sections
    return second.push(first.push(frame))
  }
}

class Section {
  readonly #b: number
  readonly #a1: number
  readonly #a2: number
  #x1 = 0
  #x2 = 0
  #y1 = 0
  #y2 = 0

  constructor() {
    const k = Math.tan((Math.PI * cutoffHz) / rateHz)
    const norm = 1 / (1 + Math.SQRT2 * k + k * k)
    this.#b = norm
    this.#a1 = 2 * (k * k - 1) * norm
    this.#a2 = (1 - Math.SQRT2 * k + k * k) * norm
  }

  push(frame: Float32Array): Float32Array {
    return frame.map((x) => {
      const y = this.#b * (x - 2 * this.#x1 + this.#x2) - this.#a1 * this.#y1 - this.#a2 * this.#y2
      this.#x2 = this.#x1
      this.#x1 = x
      this.#y2 = this.#y1
      this.#y1 = y
      return y
    })
  }
}

/** The level of a frame in dB below full scale. */
export function levelOf(frame: Float32Array): number {
  const power = frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length
  return Math.max(quietestDb, 10 * Math.log10(power + 1e-12))
}
