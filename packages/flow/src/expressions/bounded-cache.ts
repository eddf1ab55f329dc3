/** Remembers what was made of the keys used last, so many at most. A key longer than `longestKey` is not remembered. */
export class BoundedCache<Made> {
  readonly #made = new Map<string, Made>()
  readonly #make: (key: string) => Made
  readonly #most: number
  readonly #longestKey: number

  constructor(make: (key: string) => Made, bounds: { most: number; longestKey: number }) {
    this.#make = make
    this.#most = bounds.most
    this.#longestKey = bounds.longestKey
  }

  get(key: string): Made {
    const known = this.#made.get(key)
    if (known !== undefined) {
      // Moved to the end only where something may have to go soon: the move is most of the cost of a hit.
      if (this.#made.size > this.#most / 2) this.#keep(key, known)
      return known
    }
    const made = this.#make(key)
    if (key.length > this.#longestKey) return made
    this.#keep(key, made)
    if (this.#made.size > this.#most) {
      const [oldest] = this.#made.keys()
      if (oldest !== undefined) this.#made.delete(oldest)
    }
    return made
  }

  get size(): number {
    return this.#made.size
  }

  #keep(key: string, made: Made): void {
    this.#made.delete(key)
    this.#made.set(key, made)
  }
}
