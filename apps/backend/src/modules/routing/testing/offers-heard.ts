const patienceMs = 15_000

/** Counts offers as they are told of, so that nobody has to look again and again. */
export class OffersHeard {
  #count = 0
  readonly #waiting = new Set<() => void>()

  get count(): number {
    return this.#count
  }

  hear(): void {
    this.#count += 1
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  /** Resolves once more than so many were heard of; false where that takes too long. */
  async beyond(count: number): Promise<boolean> {
    if (this.#count > count) return true
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => resolve(false), patienceMs)
    this.#waiting.add(() => resolve(true))
    const isHeard = await promise
    clearTimeout(timer)
    return isHeard
  }
}
