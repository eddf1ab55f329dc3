import type { TraceEntry } from '@iris/flow'
import { type Database, DatabaseError } from '@iris/platform'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import { TraceBuffer } from './trace-buffer.ts'
import { writeTraces } from './trace-repository.ts'
import type { TracedRun } from './traced.ts'

interface Options {
  readonly database: Database<Tables>
  readonly log: Logger
  /** How long what is recorded waits for more, in milliseconds. */
  readonly flushMs?: number
  /** How many steps wait at most; more are dropped, and counted. */
  readonly mostSteps?: number
}

/**
 * Writes what flows did, in batches and in its own time: no call ever waits for it, nor hears of its failures. What the database
 * does not take because it is away is tried again.
 */
export class TraceWriter {
  readonly #options: Required<Options>
  #buffer: TraceBuffer
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #dropped = 0
  #droppedUnsaid = 0

  constructor(options: Options) {
    this.#options = { flushMs: 500, mostSteps: 20_000, ...options }
    this.#buffer = new TraceBuffer(this.#options.mostSteps)
  }

  /** How many steps were dropped since the start. */
  get dropped(): number {
    return this.#dropped
  }

  /**
   * Takes the steps that a run has taken, and with `run.ended` its end. A visit that is told twice, open and then closed, is
   * one; each closed visit is to be told once. Returns at once and never throws.
   */
  record(run: TracedRun, steps: readonly TraceEntry[]): void {
    try {
      this.#drop(this.#buffer.add(run, steps))
    } catch (error) {
      this.#options.log.error({ err: error, runId: run.id }, 'what a flow did cannot be kept')
    }
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.flushMs).unref()
  }

  /** Writes what waits. Resolves when it is written, or waits again. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  /** Writes what waits for the last time; what the database does not take then is lost. */
  async close(): Promise<void> {
    await this.flush()
    clearTimeout(this.#timer)
    this.#drop(this.#buffer.size)
    this.#sayDropped()
  }

  async #write(): Promise<void> {
    const batch = this.#buffer
    if (batch.isEmpty) return
    const { database, log, mostSteps, flushMs } = this.#options
    this.#buffer = new TraceBuffer(mostSteps)
    try {
      await database.asSystem((tx) => writeTraces(tx, batch))
    } catch (error) {
      log.error({ err: error, steps: batch.size }, 'what flows did could not be written')
      const isAway = error instanceof DatabaseError
      this.#drop(isAway ? this.#buffer.addOlder(batch) : batch.size)
      if (isAway) this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref()
    }
    this.#sayDropped()
  }

  #drop(steps: number): void {
    this.#dropped += steps
    this.#droppedUnsaid += steps
  }

  #sayDropped(): void {
    if (this.#droppedUnsaid === 0) return
    this.#options.log.warn({ steps: this.#droppedUnsaid }, 'steps of flows were not kept')
    this.#droppedUnsaid = 0
  }
}
