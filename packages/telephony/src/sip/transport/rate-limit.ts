import type { Clock } from '../clock.ts'

/** How much may come: on average, and at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** A token bucket. */
export class RateLimit {
  readonly #clock: Clock
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = clock.now()
  }

  /** Lets one more pass; false when it may not. */
  take(): boolean {
    if (!this.hasRoom()) return false
    this.#tokens -= 1
    return true
  }

  /** Whether one more may pass now. */
  hasRoom(): boolean {
    const now = this.#clock.now()
    const refill = ((now - this.#filledAt) / 1000) * this.#rate.perSecond
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + refill)
    this.#filledAt = now
    return this.#tokens >= 1
  }
}

/** A token bucket for each key. Of more keys than the bound, the oldest start afresh. */
export class KeyedRateLimit {
  readonly #clock: Clock
  readonly #rate: Rate
  readonly #maxKeys: number
  readonly #limits = new Map<string, RateLimit>()

  constructor(clock: Clock, rate: Rate, maxKeys = 10_000) {
    this.#clock = clock
    this.#rate = rate
    this.#maxKeys = maxKeys
  }

  take(key: string): boolean {
    let limit = this.#limits.get(key)
    if (!limit) {
      if (this.#limits.size >= this.#maxKeys) this.#dropOldest()
      limit = new RateLimit(this.#clock, this.#rate)
      this.#limits.set(key, limit)
    }
    return limit.take()
  }

  hasRoom(key: string): boolean {
    return this.#limits.get(key)?.hasRoom() ?? true
  }

  /** Starts a key afresh. */
  forget(key: string): void {
    this.#limits.delete(key)
  }

  get size(): number {
    return this.#limits.size
  }

  #dropOldest(): void {
    for (const key of this.#limits.keys()) {
      this.#limits.delete(key)
      return
    }
  }
}
