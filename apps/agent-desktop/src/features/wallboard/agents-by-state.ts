import type { AgentCounts, BoardQueue } from '@iris/contracts'

/** How many agents are free, busy or away. */
export function agentsByState(states: AgentCounts): BoardQueue['agents'] {
  const { available } = states
  const busy = states.offering + states.in_call + states.wrap_up
  const notReady = states.not_ready + states.not_responding
  return { available, busy, notReady, signedIn: available + busy + notReady }
}
