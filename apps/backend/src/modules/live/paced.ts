/** After a failure the next try comes no sooner. */
const leastAfterFailureMs = 1000

/**
 * Something to be done when it is due: at once where it was not done for a while, else no sooner than that; never twice at
 * the same time. However often it becomes due meanwhile, it is done once. What fails is tried again.
 */
export class Paced {
  readonly #everyMs: number
  readonly #run: () => Promise<void> | void
  readonly #onError: (error: unknown) => void
  #lastMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isRunning = false
  #isDue = false
  #isClosed = false

  constructor(everyMs: number, run: () => Promise<void> | void, onError: (error: unknown) => void) {
    this.#everyMs = everyMs
    this.#run = run
    this.#onError = onError
  }

  due(): void {
    this.#isDue = true
    if (!this.#isRunning) this.#wait(this.#lastMs + this.#everyMs - performance.now())
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #wait(ms: number): void {
    if (this.#isClosed || this.#timer) return
    if (ms <= 0) return void this.#do()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#do()
    }, ms)
  }

  async #do(): Promise<void> {
    this.#isDue = false
    this.#isRunning = true
    this.#lastMs = performance.now()
    let pauseMs = this.#everyMs
    try {
      await this.#run()
    } catch (error) {
      this.#isDue = true
      pauseMs = Math.max(pauseMs, leastAfterFailureMs)
      if (!this.#isClosed) this.#onError(error)
    }
    this.#isRunning = false
    if (this.#isDue) this.#wait(this.#lastMs + pauseMs - performance.now())
  }
}
