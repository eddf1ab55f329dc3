import type { AgentProfile, Queue } from '@iris/contracts'
import type { UseForm } from '@iris/app-frame'
import { useApi } from '@iris/api-client'
import { useSavedForm } from '../../forms/use-saved-form.ts'
import { type AgentsForm, agentsFormOf, newRanks, withRank } from '../forms/agents-form.ts'

/** Who answers a queue. The queue is told of the agents, and each agent of a rank that is another. */
export function useAgentsForm(
  queue: () => Queue,
  profiles: () => readonly AgentProfile[],
): UseForm<AgentsForm, AgentsForm> {
  const api = useApi()
  const saved = () => agentsFormOf(queue(), profiles())

  async function setRank(agentId: string, rank: number): Promise<void> {
    const params = { id: agentId }
    const { queues } = await api.send('getAgentProfile', { params })
    const body = { queues: withRank(queues, queue().id, rank) }
    await api.send('updateAgentProfile', { params, body })
  }

  return useSavedForm<AgentsForm, AgentsForm>({
    saved,
    formOf: ({ ranked }) => ({ ranked }),
    checks: {},
    send: async ({ ranked }) => {
      const changed = newRanks(saved().ranked, ranked)
      const agentIds = ranked.map(({ agentId }) => agentId)
      await api.send('setQueueAgents', { params: { id: queue().id }, body: { agentIds } })
      for (const { agentId, rank } of changed) await setRank(agentId, rank)
      return { ranked }
    },
  })
}
