/** Random numbers from a seed, the same on every machine. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** More than 0 and less than 1 (mulberry32, T. Ettinger). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32
  }

  exponential(mean: number): number {
    return -mean * Math.log(this.uniform())
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** With its standard deviation as a multiple of the mean. */
  logNormal(mean: number, variation: number): number {
    const variance = Math.log(1 + variation ** 2)
    return mean * Math.exp(Math.sqrt(variance) * this.normal() - variance / 2)
  }
}
