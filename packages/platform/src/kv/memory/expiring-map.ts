/** What a key stands for, and until when. */
export interface Entry {
  readonly value: string
  readonly endsAtMs: number
}

/** How often what has run out is cleared away, at most: when it is asked for, it is gone in any case. */
const sweepEveryMs = 60_000

/** A map whose entries end by themselves, by the given clock in milliseconds. */
export class ExpiringMap {
  readonly #entries = new Map<string, Entry>()
  readonly #nowMs: () => number
  #sweptAtMs: number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#sweptAtMs = nowMs()
  }

  /** How many entries take up memory, those included that have run out and are not cleared away yet. */
  get size(): number {
    return this.#entries.size
  }

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.endsAtMs > this.#nowMs() ? entry : undefined
  }

  set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    const now = this.#nowMs()
    if (now - this.#sweptAtMs >= sweepEveryMs) this.#sweep(now)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }

  #sweep(now: number): void {
    this.#sweptAtMs = now
    for (const [key, { endsAtMs }] of this.#entries) if (endsAtMs <= now) this.#entries.delete(key)
  }
}
