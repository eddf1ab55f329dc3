import { adminQueries, queries, useApi } from '@iris/api-client'
import { useQuery } from '@pinia/colada'

/** Agents, and all that is said of them: their profiles, skills, queues and teams. */
export function useAgentThings() {
  const api = useApi()
  return {
    agents: useQuery(queries.agents(api)),
    profiles: useQuery(adminQueries.agentProfiles(api)),
    skills: useQuery(adminQueries.skills(api)),
    queues: useQuery(queries.queues(api)),
    teams: useQuery(adminQueries.teams(api)),
  }
}
