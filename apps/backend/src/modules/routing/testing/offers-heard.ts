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

  /** Resolves once more than so many were heard of, or after so long. */
  async beyond(count: number, withinMs: number): Promise<void> {
    if (this.#count > count) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, withinMs)
    this.#waiting.add(resolve)
    await promise
    clearTimeout(timer)
    this.#waiting.delete(resolve)
  }
}
