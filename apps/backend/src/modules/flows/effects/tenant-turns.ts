/** Lets each tenant do so many things at once; what is more waits its turn, first come, first served. */
export class TenantTurns {
  readonly #most: number
  readonly #busy = new Map<string, number>()
  readonly #waiting = new Map<string, Set<() => void>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Rejects with the signal's reason where it is aborted before the turn has come. */
  async run<Result>(
    tenantId: string,
    signal: AbortSignal,
    task: () => Promise<Result>,
  ): Promise<Result> {
    await this.#take(tenantId, signal)
    try {
      return await task()
    } finally {
      this.#give(tenantId)
    }
  }

  /** Tenants that do something now; for tests of what is left behind. */
  get size(): number {
    return this.#busy.size + this.#waiting.size
  }

  async #take(tenantId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const busy = this.#busy.get(tenantId) ?? 0
    if (busy < this.#most) {
      this.#busy.set(tenantId, busy + 1)
      return
    }
    const line = this.#waiting.get(tenantId) ?? new Set()
    this.#waiting.set(tenantId, line)
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        this.#leave(tenantId, go)
        reject(signal.reason)
      }
      const go = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      line.add(go)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** Hands the turn to whoever waits longest. */
  #give(tenantId: string): void {
    const [next] = this.#waiting.get(tenantId) ?? []
    if (next) {
      this.#leave(tenantId, next)
      return next()
    }
    const busy = (this.#busy.get(tenantId) ?? 1) - 1
    if (busy === 0) this.#busy.delete(tenantId)
    else this.#busy.set(tenantId, busy)
  }

  #leave(tenantId: string, waiting: () => void): void {
    const line = this.#waiting.get(tenantId)
    line?.delete(waiting)
    if (line?.size === 0) this.#waiting.delete(tenantId)
  }
}
