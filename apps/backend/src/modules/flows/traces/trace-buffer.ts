import type { FlowStep } from '@iris/contracts'
import type { TraceEntry } from '@iris/flow'
import { keptStep } from './kept-step.ts'
import type { TracedRun } from './traced.ts'

/** How many visits of one run are kept. */
export const mostVisits = 2000

/** The exit of a block that ends the run, and has none. */
const endExit = 'end'

/** What is known of a run since the last batch. */
export interface BufferedRun {
  run: TracedRun
  readonly steps: Map<number, FlowStep>
  visits: number
}

export interface ExitCount {
  readonly tenantId: string
  readonly flowId: string
  readonly version: number
  /** The beginning of the minute, in ms since 1970. */
  readonly minuteMs: number
  readonly block: string
  readonly exit: string
  count: number
}

/** What is to be written next: runs by id, and counts of the exits taken. Holds so many steps and counts at most. */
export class TraceBuffer {
  readonly runs = new Map<string, BufferedRun>()
  readonly counts = new Map<string, ExitCount>()
  readonly #mostSteps: number
  #steps = 0

  constructor(mostSteps: number) {
    this.#mostSteps = mostSteps
  }

  get size(): number {
    return this.#steps
  }

  get isEmpty(): boolean {
    return this.runs.size === 0 && this.counts.size === 0
  }

  /** Takes what a run did; gives how many steps found no room. */
  add(run: TracedRun, steps: readonly TraceEntry[]): number {
    for (const step of steps) this.#count(run, step)
    const buffered = this.#runOf(run)
    if (!buffered) return steps.length
    let dropped = 0
    for (const step of steps) {
      buffered.visits = Math.max(buffered.visits, step.visit)
      if (step.visit > mostVisits) continue
      if (!buffered.steps.has(step.visit)) {
        if (this.#steps >= this.#mostSteps) {
          dropped += 1
          continue
        }
        this.#steps += 1
      }
      buffered.steps.set(step.visit, keptStep(step))
    }
    return dropped
  }

  /** Puts what could not be written before what came since; gives how many steps found no room. */
  addOlder(older: TraceBuffer): number {
    let dropped = 0
    for (const [id, { run, steps, visits }] of older.runs) {
      const merged = this.runs.get(id) ?? this.#runOf(run)
      if (!merged) {
        dropped += steps.size
        continue
      }
      if (!merged.run.ended) merged.run = run
      merged.visits = Math.max(merged.visits, visits)
      for (const [visit, step] of steps) {
        if (merged.steps.has(visit)) continue
        if (this.#steps >= this.#mostSteps) dropped += 1
        else {
          merged.steps.set(visit, step)
          this.#steps += 1
        }
      }
    }
    for (const [key, count] of older.counts) {
      const newer = this.counts.get(key)
      if (newer) newer.count += count.count
      else if (this.counts.size < this.#mostSteps) this.counts.set(key, count)
    }
    return dropped
  }

  /** A run that has ended stays so, whatever is told of it later. */
  #runOf(run: TracedRun): BufferedRun | undefined {
    const known = this.runs.get(run.id)
    if (known) {
      if (run.ended) known.run = run
      return known
    }
    if (this.runs.size >= this.#mostSteps) return undefined
    const made: BufferedRun = { run, steps: new Map(), visits: 0 }
    this.runs.set(run.id, made)
    return made
  }

  /** Blocks of a flow within are none of this one's. */
  #count(run: TracedRun, { block, flow, leftAt, outcome }: TraceEntry): void {
    if (leftAt === null || flow !== undefined) return
    const { tenantId, flowId, version } = run
    const minuteMs = leftAt - (leftAt % 60_000)
    const exit = outcome ?? endExit
    const key = JSON.stringify([tenantId, flowId, minuteMs, version, block, exit])
    const known = this.counts.get(key)
    if (known) known.count += 1
    else if (this.counts.size < this.#mostSteps) {
      this.counts.set(key, { tenantId, flowId, version, minuteMs, block, exit, count: 1 })
    }
  }
}
