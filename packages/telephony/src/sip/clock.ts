/** Time as the protocol takes it, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number
  /** Runs once after the time; returns the way to stop it, harmless afterwards. */
  after(delayMs: number, run: () => void): () => void
}

/** Real time. Its timers do not keep the process alive: what waits for a peer is no reason to live. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Named timers of one owner: starting one again replaces it, and all can be stopped together. */
export class Timers<Name extends string> {
  readonly #clock: Clock
  readonly #running = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(name: Name, delayMs: number, run: () => void): void {
    this.stop(name)
    const stop = this.#clock.after(delayMs, () => {
      this.#running.delete(name)
      run()
    })
    this.#running.set(name, stop)
  }

  stop(name: Name): void {
    this.#running.get(name)?.()
    this.#running.delete(name)
  }

  isRunning(name: Name): boolean {
    return this.#running.has(name)
  }

  stopAll(): void {
    for (const stop of this.#running.values()) stop()
    this.#running.clear()
  }
}
