import type { RoutedAgent } from './agents.ts'
import { compareIds } from './compare-ids.ts'
import type { PassedOver } from './facts.ts'
import { type Ask, isAsked, obstacle, type Obstacle, rankFor } from './fit.ts'

/** So many of those who were passed over are named. */
const namedAtMost = 3

/** Who of a queue could be offered a contact now, and why the others could not. */
export interface Survey {
  readonly fitting: readonly RankedAgent[]
  readonly passedOver: readonly PassedOver[]
}

/** Those who fit too, but for whom the queue is of a later rank. */
export function ofLaterRank({ fitting }: Survey, rank: number): PassedOver[] {
  const later = fitting.filter((one) => one.rank > rank).map(({ agent }) => agent.agentId)
  if (later.length === 0) return []
  const agentIds = later.sort(compareIds).slice(0, namedAtMost)
  return [{ kind: 'later_rank', count: later.length, agentIds }]
}

interface RankedAgent {
  readonly agent: RoutedAgent
  readonly rank: number
}

/** The order of those asked does not matter to what is passed over. */
export function survey(asked: Iterable<{ readonly agent: RoutedAgent }>, ask: Ask): Survey {
  const fitting: RankedAgent[] = []
  const tally = new Tally()
  for (const { agent } of asked) {
    if (!isAsked(agent, ask.contact)) continue
    const hindered = obstacle(agent, ask)
    if (hindered === undefined) fitting.push({ agent, rank: rankFor(agent, ask.contact) })
    else tally.add(agent.agentId, hindered)
  }
  return { fitting, passedOver: tally.result() }
}

/** Counts agents by why they were passed over. */
class Tally {
  readonly #lines = new Map<string, Line>()

  add(agentId: string, obstacle: Obstacle): void {
    const key = keyOf(obstacle)
    const line = this.#lines.get(key)
    if (line === undefined) {
      this.#lines.set(key, { obstacle, count: 1, agentIds: [agentId] })
      return
    }
    line.count += 1
    insertFirst(line.agentIds, agentId)
    if (line.obstacle.kind === 'declined' && obstacle.kind === 'declined') {
      if (obstacle.atMs > line.obstacle.atMs) line.obstacle = obstacle
    }
  }

  /** Most first. */
  result(): PassedOver[] {
    return [...this.#lines]
      .sort(([keyA, a], [keyB, b]) => b.count - a.count || compareIds(keyA, keyB))
      .map(([, { obstacle, count, agentIds }]) => ({ ...obstacle, count, agentIds }))
  }
}

interface Line {
  obstacle: Obstacle
  count: number
  readonly agentIds: string[]
}

function keyOf(obstacle: Obstacle): string {
  return obstacle.kind === 'lacks' ? `lacks ${obstacle.need.skillId}` : obstacle.kind
}

/** Keeps the first few, by id. */
function insertFirst(agentIds: string[], agentId: string): void {
  const last = agentIds.at(-1)
  if (agentIds.length >= namedAtMost && last !== undefined && last < agentId) return
  agentIds.push(agentId)
  agentIds.sort(compareIds)
  if (agentIds.length > namedAtMost) agentIds.pop()
}
