/** How long it takes on this machine, as busy as it is, until all has happened that follows from something. */
export class Pace {
  #ms = 30

  take(ms: number): void {
    this.#ms = 0.8 * this.#ms + 0.2 * ms
  }

  /** A moment, by `Date.now()`, before which whatever happens now will most likely have been dealt with. */
  get soonMs(): number {
    return Date.now() + Math.min(Math.max(60, 4 * this.#ms), 3000)
  }
}
