import type { Database } from '@iris/platform'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import * as repository from './run-repository.ts'
import { type StepParts, takeStep } from './take-step.ts'

interface WorkerParts extends Omit<StepParts, 'leaseMs'> {
  readonly database: Database<Tables>
  readonly log: Logger
  /** Longer than any step takes. */
  readonly leaseMs?: number
}

const usualLeaseMs = 120_000
/** Runs. */
const mostAtOnce = 20
/** How many steps one takes before others have their turn. */
const mostSteps = 50
const firstPauseMs = 1000

/** Goes on with runs that are due, some at once, beside any number of other workers. */
export class RunWorker {
  readonly #parts: WorkerParts & StepParts
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()

  constructor(parts: WorkerParts) {
    this.#parts = { ...parts, leaseMs: parts.leaseMs ?? usualLeaseMs }
  }

  /** Takes those that are due as far as there is room, and does not wait for them. Gives how many. */
  async takeDue(): Promise<number> {
    const limit = mostAtOnce - this.#running.size
    if (limit <= 0 || this.#stop.signal.aborted) return 0
    const { database, leaseMs } = this.#parts
    const due = await database.asSystem((tx) => repository.claimDue(tx, { limit, leaseMs }))
    for (const run of due) {
      const going: Promise<void> = this.#goOn(run).finally(() => this.#running.delete(going))
      this.#running.add(going)
    }
    return due.length
  }

  /** Waits until nothing is being carried out here. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** Gives up what is being carried out; others go on with it. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the process ends'))
    await this.settled()
  }

  async #goOn(claimed: repository.RunRow): Promise<void> {
    const { log } = this.#parts
    let run = claimed
    try {
      for (let steps = 0; steps < mostSteps; steps += 1) {
        const next = await takeStep(this.#parts, run, this.#stop.signal)
        if (!next) return
        run = next
      }
      await this.#release(run, { dueInMs: 0, tries: 0 })
    } catch (error) {
      const { tries } = run
      const isStopped = this.#stop.signal.aborted
      if (!isStopped) log.warn({ err: error, runId: run.id, tries }, 'a step of a run failed')
      const again = isStopped
        ? { dueInMs: 0, tries: tries - 1 }
        : { dueInMs: firstPauseMs * 2 ** Math.min(tries, 6), tries }
      // Where the database is away, too, the lease brings it back.
      await this.#release(run, again).catch(() => undefined)
    }
  }

  #release(
    run: repository.RunRow,
    again: { readonly dueInMs: number; readonly tries: number },
  ): Promise<void> {
    return this.#parts.database.asTenant(run.tenant_id, (tx) =>
      repository.releaseRun(tx, run, again),
    )
  }
}
