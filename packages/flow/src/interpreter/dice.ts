/**
 * Random numbers from a seed: mulberry32 (Tommy Ettinger, public domain), a 32-bit generator whose whole state is one
 * integer, so that a run can be stored between two of them.
 */
export class Dice {
  #seed: number

  constructor(seed: number) {
    this.#seed = seed >>> 0
  }

  /** What to begin another with, to go on from here. */
  get seed(): number {
    return this.#seed
  }

  /** At least 0 and less than 1. */
  roll(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), this.#seed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
