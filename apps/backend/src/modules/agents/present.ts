import type { Agent, AgentState as PublicState } from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import type { AgentRow } from './repository.ts'

export function presentAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    name: row.name,
    state: presentState(row.state),
    teamId: null,
    channels: ['voice', 'chat', 'sms', 'mail'],
    work: [],
    load: 0,
  }
}

function presentState(state: AgentState): PublicState {
  const { sinceMs, ...rest } = state
  const since = new Date(sinceMs).toISOString()
  if (rest.kind !== 'wrap_up') return { ...rest, since }
  const { endsAtMs, ...wrapUp } = rest
  return { ...wrapUp, since, endsAt: new Date(endsAtMs).toISOString() }
}
