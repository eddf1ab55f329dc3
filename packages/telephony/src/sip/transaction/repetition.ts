import type { Clock } from '../clock.ts'

/** Repeats something with growing pauses until stopped: timers A, E and G and the 2xx of §13.3.1.4 (RFC 3261). */
export class Repetition {
  readonly #clock: Clock
  readonly #run: () => void
  #stop: (() => void) | undefined

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  /** Pauses first, then runs; each pause is twice the one before, up to the longest. */
  start(firstPauseMs: number, longestPauseMs: number): void {
    this.stop()
    this.#stop = this.#clock.after(firstPauseMs, () => {
      this.start(Math.min(firstPauseMs * 2, longestPauseMs), longestPauseMs)
      this.#run()
    })
  }

  stop(): void {
    this.#stop?.()
    this.#stop = undefined
  }
}
