import type { AgentProfile, Queue } from '@iris/contracts'

/** An agent of a queue, and which of the agent's queues it is. */
export interface RankedAgent {
  readonly agentId: string
  readonly rank: number
}

export interface AgentsForm {
  ranked: readonly RankedAgent[]
}

export function agentsFormOf(
  { id, agentIds }: Pick<Queue, 'id' | 'agentIds'>,
  profiles: readonly AgentProfile[],
): AgentsForm {
  const rankOf = (agentId: string) =>
    profiles.find((one) => one.agentId === agentId)?.queues.find(({ queueId }) => queueId === id)
      ?.rank ?? 1
  return { ranked: agentIds.map((agentId) => ({ agentId, rank: rankOf(agentId) })) }
}

/** Those whose rank in a queue is another than before; who is new there begins at rank 1. */
export function newRanks(
  before: readonly RankedAgent[],
  after: readonly RankedAgent[],
): RankedAgent[] {
  const rankBefore = (id: string) => before.find(({ agentId }) => agentId === id)?.rank ?? 1
  return after.filter(({ agentId, rank }) => rank !== rankBefore(agentId))
}

/** The queues of an agent with another rank for one of them. */
export function withRank(
  queues: AgentProfile['queues'],
  queueId: string,
  rank: number,
): AgentProfile['queues'] {
  return [...queues.filter((one) => one.queueId !== queueId), { queueId, rank }]
}
