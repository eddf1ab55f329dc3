import {
  type Agent,
  type AgentState as PublicState,
  type Capacity,
  ordinaryCapacity,
} from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import type { AgentRow } from './repository.ts'

export function presentAgent(row: AgentRow): Agent {
  return {
    id: row.id,
    name: row.name,
    state: presentState(row.state),
    teamId: row.teamId,
    channels: [...row.channels],
    work: row.work.map(presentWork),
    load: loadOf(row),
  }
}

export function presentState(state: AgentState): PublicState {
  const { sinceMs, ...rest } = state
  const since = new Date(sinceMs).toISOString()
  if (rest.kind !== 'wrap_up') return { ...rest, since }
  const { endsAtMs, ...wrapUp } = rest
  return { ...wrapUp, since, endsAt: timeOf(endsAtMs) }
}

function presentWork(work: AgentRow['work'][number]): Agent['work'][number] {
  const { queueId, queueName, points: _points, sinceMs, endsAtMs, ...rest } = work
  return {
    ...rest,
    queue: { id: queueId, name: queueName },
    since: new Date(sinceMs).toISOString(),
    endsAt: timeOf(endsAtMs),
  }
}

/** Points in use, as routing counts them. */
function loadOf({ state, capacity, work }: AgentRow): number {
  const isOnPhone = state.kind === 'offering' || state.kind === 'in_call'
  const call = isOnPhone ? callCost(capacity ?? ordinaryCapacity) : 0
  return work.reduce((sum, { points }) => sum + points, call)
}

/** Whoever takes no calls from queues and is in one all the same is fully occupied. */
function callCost({ points, costs }: Capacity): number {
  return costs.voice ?? points
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
