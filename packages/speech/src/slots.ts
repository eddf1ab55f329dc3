import { SpeechError } from './tts.ts'

/** Lets only so many tasks run at the same time, and only so many more wait for their turn. */
export class Slots {
  readonly #parallel: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(parallel: number, maxWaiting: number) {
    this.#parallel = parallel
    this.#maxWaiting = maxWaiting
  }

  /** Runs a task in its turn. Rejects with `SpeechError` of kind `busy` if too many wait already. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    await this.#take()
    try {
      return await task()
    } finally {
      this.#giveBack()
    }
  }

  async #take(): Promise<void> {
    if (this.#running < this.#parallel) {
      this.#running += 1
      return
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new SpeechError('busy', 'Too many texts wait to be spoken.')
    }
    // The place is handed over by the task that ends, so it is never free in between.
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  #giveBack(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }
}
