import type { Agent, AgentState } from '@iris/contracts'
import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface AgentFilters {
  readonly search: string
  /** A team's id, `none` for those of no team, or empty for all. */
  readonly team: string
  readonly state: AgentState['kind'] | ''
}

/** What is looked for among agents, kept in the page's address. */
export function useAgentFilters(): {
  readonly filters: ComputedRef<AgentFilters>
  change(some: Partial<AgentFilters>): void
} {
  const route = useRoute()
  const router = useRouter()
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
  const filters = computed<AgentFilters>(() => ({
    search: textOf(route.query['search']),
    team: textOf(route.query['team']),
    state: stateOf(textOf(route.query['state'])),
  }))
  return {
    filters,
    change(some) {
      const set = Object.entries({ ...filters.value, ...some }).filter(([, value]) => value !== '')
      void router.replace({ query: Object.fromEntries(set) })
    },
  }
}

export const agentStateKinds = Object.keys({
  not_responding: true,
  offering: true,
  in_call: true,
  wrap_up: true,
  available: true,
  not_ready: true,
  offline: true,
} satisfies Record<AgentState['kind'], true>) as readonly AgentState['kind'][]

function stateOf(text: string): AgentFilters['state'] {
  return agentStateKinds.find((kind) => kind === text) ?? ''
}

export function fits(agent: Agent, { search, team, state }: AgentFilters): boolean {
  if (state !== '' && agent.state.kind !== state) return false
  if (team !== '' && (agent.teamId ?? 'none') !== team) return false
  return agent.name.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase())
}
