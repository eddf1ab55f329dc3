import { saturate } from './bands.ts'

const zeros = 6

/**
 * The adaptive predictor of one band: two poles and six zeros, adapted by the signs of what was heard before (ITU-T G.722 §3.6,
 * blocks RECONS to PREDIC of §6.2.1.4). All values are 16-bit, with saturating sums, as the Recommendation states them.
 */
export class G722Predictor {
  /** What the next sample is expected to be. */
  estimate = 0
  #zeroEstimate = 0
  readonly #poles = new Int32Array(2)
  readonly #zeros = new Int32Array(zeros)
  /** Latest first. */
  readonly #rebuilt = new Int32Array(2)
  readonly #partial = new Int32Array(2)
  readonly #differences = new Int32Array(zeros)

  /** Learns by how much the estimate was wrong, as far as the receiver knows too. */
  adapt(difference: number): void {
    const rebuilt = saturate(this.estimate + difference)
    const partial = saturate(this.#zeroEstimate + difference)
    this.#adaptPoles(partial)
    this.#adaptZeros(difference)
    push(this.#differences, difference)
    push(this.#rebuilt, rebuilt)
    push(this.#partial, partial)
    this.#predict()
  }

  #adaptPoles(partial: number): void {
    const [first = 0, second = 0] = this.#poles
    const alike = sign(partial) === sign(this.#partial[0] ?? 0)
    const alikeBefore = sign(partial) === sign(this.#partial[1] ?? 0)
    const quadruple = saturate(first << 2)
    const opposed = saturate(alike ? -quadruple : quadruple)
    const grown = (opposed >> 7) + (alikeBefore ? 128 : -128) + ((second * 32_512) >> 15)
    const newSecond = clamp(grown, 12_288)
    const newFirst = saturate((alike ? 192 : -192) + ((first * 32_640) >> 15))
    this.#poles[1] = newSecond
    this.#poles[0] = clamp(newFirst, saturate(15_360 - newSecond))
  }

  #adaptZeros(difference: number): void {
    const step = difference === 0 ? 0 : 128
    for (let at = 0; at < zeros; at++) {
      const alike = sign(this.#differences[at] ?? 0) === sign(difference)
      const leaked = ((this.#zeros[at] ?? 0) * 32_640) >> 15
      this.#zeros[at] = saturate((alike ? step : -step) + leaked)
    }
  }

  #predict(): void {
    let poles = 0
    for (let at = 0; at < 2; at++) poles += product(this.#poles[at] ?? 0, this.#rebuilt[at] ?? 0)
    let sum = 0
    for (let at = 0; at < zeros; at++) {
      sum += product(this.#zeros[at] ?? 0, this.#differences[at] ?? 0)
    }
    this.#zeroEstimate = saturate(sum)
    this.estimate = saturate(saturate(poles) + this.#zeroEstimate)
  }
}

function push(line: Int32Array, value: number): void {
  line.copyWithin(1, 0)
  line[0] = value
}

function sign(value: number): number {
  return value < 0 ? 1 : 0
}

function product(coefficient: number, value: number): number {
  return (coefficient * saturate(value + value)) >> 15
}

function clamp(value: number, bound: number): number {
  return value > bound ? bound : value < -bound ? -bound : value
}
