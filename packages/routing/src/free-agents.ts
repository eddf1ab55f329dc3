import { compareIds } from './compare-ids.ts'
import type { AvailableAgent } from './snapshot.ts'

/**
 * The agents of each queue from longest idle to shortest, from which agents are taken until none is left. Taken ones are
 * skipped by a union-find with path halving over each queue's places, so finding the next free agent costs amortised
 * O(log n) at worst however many before it were taken.
 */
export class FreeAgents {
  readonly #idleOrder: AvailableAgent[]
  readonly #queues = new Map<string, QueueLine>()
  /** Of each free agent, the place it has in each of its queues. */
  readonly #places = new Map<string, Map<QueueLine, number>>()

  constructor(agents: readonly AvailableAgent[]) {
    this.#idleOrder = [...agents].sort(byIdleTime)
    for (const agent of this.#idleOrder) this.#add(agent)
  }

  get size(): number {
    return this.#places.size
  }

  isFree(agentId: string, queueId: string): boolean {
    const line = this.#queues.get(queueId)
    return line !== undefined && this.#places.get(agentId)?.has(line) === true
  }

  /** The queue's longest-idle free agent who is none of `except`. */
  longestIdle(queueId: string, except: ReadonlySet<string>): string | undefined {
    const line = this.#queues.get(queueId)
    if (line === undefined) return undefined
    let place = nextFree(line, 0)
    while (place < line.agentIds.length) {
      const agentId = line.agentIds[place]
      if (agentId !== undefined && !except.has(agentId)) return agentId
      place = nextFree(line, place + 1)
    }
    return undefined
  }

  take(agentId: string): void {
    for (const [line, place] of this.#places.get(agentId) ?? []) line.next[place] = place + 1
    this.#places.delete(agentId)
  }

  #add(agent: AvailableAgent): void {
    if (this.#places.has(agent.agentId)) return
    const places = new Map<QueueLine, number>()
    for (const queueId of new Set(agent.queueIds)) {
      const line = this.#lineOf(queueId)
      places.set(line, line.agentIds.length)
      line.next.push(line.agentIds.length)
      line.agentIds.push(agent.agentId)
    }
    this.#places.set(agent.agentId, places)
  }

  #lineOf(queueId: string): QueueLine {
    const known = this.#queues.get(queueId)
    if (known !== undefined) return known
    const line: QueueLine = { agentIds: [], next: [] }
    this.#queues.set(queueId, line)
    return line
  }
}

/** `next[i]` is `i` while the agent at place `i` is free, else a later place to look at. */
interface QueueLine {
  readonly agentIds: string[]
  readonly next: number[]
}

function nextFree(line: QueueLine, from: number): number {
  let place = from
  for (;;) {
    const next = line.next[place]
    if (next === undefined || next === place) return place
    // Path halving: point past the next one, so that the way is shorter the next time.
    const afterNext = line.next[next] ?? next
    line.next[place] = afterNext
    place = afterNext
  }
}

/** Longest idle first; the id decides between equals, so that the order of the input does not matter. */
function byIdleTime(a: AvailableAgent, b: AvailableAgent): number {
  return a.availableSinceMs - b.availableSinceMs || compareIds(a.agentId, b.agentId)
}
