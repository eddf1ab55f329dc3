import type { RoutedAgent } from './agents.ts'
import type { Choice } from './facts.ts'
import type { Ask } from './fit.ts'
import { compareAgents, levelsOf } from './methods.ts'
import type { Survey } from './survey.ts'

/** Who is offered a contact, of those who fit. */
export interface Chosen {
  readonly agents: readonly RoutedAgent[]
  readonly rank: number
  /** How many fit at that rank. */
  readonly fit: number
  readonly choice: Choice
}

/** Of those for whom the queue is of the first rank there is; `undefined` where nobody fits. */
export function choose({ fitting }: Pick<Survey, 'fitting'>, ask: Ask): Chosen | undefined {
  const rank = Math.min(...fitting.map((one) => one.rank))
  const atRank = fitting.filter((one) => one.rank === rank).map(({ agent }) => agent)
  const [first, ...rest] = atRank
  if (first === undefined) return undefined
  const best = rest.reduce((best, one) => (compareAgents(one, best, ask) < 0 ? one : best), first)
  const choice = choiceOf(best, ask)
  const agents = choice.kind === 'ring_all' ? byTurn(atRank, ask) : [best]
  return { agents, rank, fit: atRank.length, choice }
}

function byTurn(agents: readonly RoutedAgent[], ask: Ask): RoutedAgent[] {
  return agents.toSorted((a, b) => compareAgents(a, b, ask))
}

function choiceOf(agent: RoutedAgent, { contact, stage, queue, nowMs }: Ask): Choice {
  const { agentId, idleSinceMs, load, points, busyMsLastHour } = agent
  if (stage.keptFor !== null) return stage.keptFor
  if (agentId === contact.preferredAgentId) return { kind: 'preferred', agentId }
  const byIdleTime = { kind: 'longest_idle', agentId, idleMs: nowMs - idleSinceMs } as const
  switch (queue.method) {
    case 'longest_idle':
      return byIdleTime
    case 'round_robin':
      return { kind: 'round_robin', agentId, lastAgoMs: lastAgoMs(agent, contact.queueId, nowMs) }
    case 'least_occupied':
      return { kind: 'least_occupied', agentId, load, points, busyMsLastHour }
    case 'best_skill':
      if (stage.needs.length === 0) return byIdleTime
      return { kind: 'best_skill', agentId, levels: levelsOf(agent, stage) }
    case 'ring_all':
      return contact.ringsOne ? byIdleTime : { kind: 'ring_all' }
  }
}

function lastAgoMs({ lastFromQueueMs }: RoutedAgent, queueId: string, nowMs: number) {
  const atMs = lastFromQueueMs.get(queueId)
  return atMs === undefined ? null : nowMs - atMs
}
