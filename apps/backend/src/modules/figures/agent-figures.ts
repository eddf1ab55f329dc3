import type { Tx } from '../../work.ts'
import { sumAdherence } from './adherence-repository.ts'
import { daysOf, type Span } from './interval.ts'
import type { Bucket } from './interval-repository.ts'
import { sumOccupancy } from './occupancy-repository.ts'
import type { SomeAgents } from './some-agents.ts'

/** What occupancy and adherence of an agent are made of, in a stretch of time. */
export interface AgentFigures {
  readonly fromAt: Date
  readonly agentId: string
  readonly occupiedMs: number
  readonly idleMs: number
  readonly scheduledMs: number
  readonly adherentMs: number
}

/** Works agents' figures out from timelines, legs and shifts as they stand, up to the end of a span that is now at the latest. */
export async function workOutAgentFigures(
  tx: Tx,
  query: Bucket & SomeAgents,
  span: Span,
): Promise<AgentFigures[]> {
  const rows: AgentFigures[] = []
  for (const day of daysOf(span)) {
    for (const row of await sumOccupancy(tx, query, day)) {
      const { from_at: fromAt, agent_id: agentId, occupied_ms: occupiedMs, idle_ms: idleMs } = row
      rows.push({ fromAt, agentId, occupiedMs, idleMs, scheduledMs: 0, adherentMs: 0 })
    }
    for (const row of await sumAdherence(tx, query, day)) {
      const { from_at: fromAt, agent_id: agentId } = row
      const { scheduled_ms: scheduledMs, adherent_ms: adherentMs } = row
      rows.push({ fromAt, agentId, occupiedMs: 0, idleMs: 0, scheduledMs, adherentMs })
    }
  }
  return addedUp(rows)
}

/** One row for each agent and stretch of time; what is nothing is left out. */
export function addedUp(rows: readonly AgentFigures[]): AgentFigures[] {
  const sums = new Map<string, AgentFigures>()
  for (const row of rows) {
    const key = `${row.fromAt.getTime()} ${row.agentId}`
    const sum = sums.get(key)
    sums.set(key, sum ? add(sum, row) : row)
  }
  return [...sums.values()].filter(
    ({ occupiedMs, idleMs, scheduledMs }) => occupiedMs + idleMs + scheduledMs > 0,
  )
}

function add(one: AgentFigures, other: AgentFigures): AgentFigures {
  return {
    ...one,
    occupiedMs: one.occupiedMs + other.occupiedMs,
    idleMs: one.idleMs + other.idleMs,
    scheduledMs: one.scheduledMs + other.scheduledMs,
    adherentMs: one.adherentMs + other.adherentMs,
  }
}
