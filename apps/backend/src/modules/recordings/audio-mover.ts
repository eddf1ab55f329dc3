import type { Database } from '@iris/platform'
import type { Logger } from '../../log.ts'
import type { Tables } from '../../tables.ts'
import { type Claim, claimNext, markStored, storeLater } from './storage-repository.ts'
import type { RecordingVault } from './vault.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly vault: RecordingVault
  readonly log: Logger
  readonly pace?: Partial<Pace>
}

interface Pace {
  /** How long moving one may take before it is given up for now. */
  readonly limitMs: number
  /** Who has moved one for longer is dead, and another does it. */
  readonly leaseMs: number
  /** From one attempt to the next; twice as long each time, up to `longestMs`. */
  readonly retryMs: number
  readonly longestMs: number
}

const usualPace: Pace = {
  limitMs: 25 * 60_000,
  leaseMs: 30 * 60_000,
  retryMs: 10_000,
  longestMs: 3_600_000,
}

/**
 * Moves finished audio from this machine to the blob store, one after another: first the bytes, then the row, and only
 * then the file here is removed. Whoever dies in between has done no harm: it is moved again, to the same place. What the
 * store does not take stays here, where it can be heard, and is tried for as long as it takes.
 */
export class AudioMover {
  readonly #parts: Parts
  readonly #pace: Pace
  readonly #closed = new AbortController()
  #running: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#pace = { ...usualPace, ...parts.pace }
  }

  /** Moves what waits until nothing does. Run now and then. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Breaks off what is under way: it is moved by whoever comes next. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#running
  }

  async #work(): Promise<void> {
    const { database, log } = this.#parts
    while (!this.#closed.signal.aborted) {
      const claim = await database.asSystem((tx) => claimNext(tx, this.#pace.leaseMs))
      if (!claim) return
      try {
        await this.#move(claim)
      } catch (error) {
        log.warn({ err: error, recordingId: claim.id }, 'a recording could not be stored yet')
        await database.asSystem((tx) => storeLater(tx, claim, this.#pauseAfter(claim)))
      }
    }
  }

  async #move(claim: Claim): Promise<void> {
    const { database, vault } = this.#parts
    const late = AbortSignal.timeout(this.#pace.limitMs)
    await vault.store(claim, AbortSignal.any([this.#closed.signal, late]))
    const isThere = await database.asSystem((tx) => markStored(tx, claim))
    if (isThere) await vault.dropLocal(claim)
    else await vault.remove(claim)
  }

  #pauseAfter({ attempts }: Claim): number {
    // Nobody failed where it is closed: whoever comes next need not wait.
    if (this.#closed.signal.aborted) return 0
    const { retryMs, longestMs } = this.#pace
    return Math.min(longestMs, retryMs * 2 ** Math.min(attempts - 1, 20))
  }
}
