import type { Agent, AgentState } from '@iris/contracts'

/** Those at work first, those who need a look (not responding) before all. */
const order: Readonly<Record<AgentState['kind'], number>> = {
  not_responding: 0,
  offering: 1,
  in_call: 2,
  wrap_up: 3,
  available: 4,
  not_ready: 5,
  offline: 6,
}

export function byState(a: Agent, b: Agent): number {
  return order[a.state.kind] - order[b.state.kind] || a.name.localeCompare(b.name)
}
