import type { Clock } from '../sip/clock.ts'

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0
  #order = 0
  readonly #waiting = new Map<number, { at: number; run: () => void }>()

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    this.#order += 1
    const id = this.#order
    this.#waiting.set(id, { at: this.#now + delayMs, run })
    return () => this.#waiting.delete(id)
  }

  /** Lets time pass; what falls due runs in order, and sees the time it fell due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#nextDue(end)
      if (!next) break
      const [id, { at, run }] = next
      this.#waiting.delete(id)
      this.#now = Math.max(this.#now, at)
      run()
    }
    this.#now = end
  }

  /** Time passes in which the process is held up: what falls due runs with the next advance, too late. */
  holdUp(ms: number): void {
    this.#now += ms
  }

  /** Timers that still wait. */
  get pending(): number {
    return this.#waiting.size
  }

  #nextDue(end: number): [number, { at: number; run: () => void }] | undefined {
    let next: [number, { at: number; run: () => void }] | undefined
    for (const entry of this.#waiting) {
      const isEarlier = next === undefined || entry[1].at < next[1].at
      if (entry[1].at <= end && isEarlier) next = entry
    }
    return next
  }
}
