import { type AgentTime, type IntervalRow, notReadyReasons } from '@iris/contracts'
import type { Cell } from '../../http/csv.ts'
import { columnOf } from './columns.ts'
import { figures } from './totals.ts'

const times = {
  available_ms: 'availableMs',
  not_ready_ms: 'notReadyMs',
  offering_ms: 'offeringMs',
  in_call_ms: 'inCallMs',
  agent_wrap_up_ms: 'wrapUpMs',
  not_responding_ms: 'notRespondingMs',
  occupied_ms: 'occupiedMs',
  idle_ms: 'idleMs',
  scheduled_ms: 'scheduledMs',
  adherent_ms: 'adherentMs',
} as const satisfies Record<string, keyof AgentTime>

export const intervalColumns: readonly string[] = [
  'from',
  'queue_id',
  'agent_id',
  'channel',
  'number_id',
  ...figures.map(columnOf),
  'service_level',
  'abandon_rate',
  'average_speed_of_answer_ms',
  'average_handle_ms',
  'occupancy',
  'adherence',
  ...Object.keys(times),
  ...notReadyReasons.map((reason) => `not_ready_${reason}_ms`),
]

export function intervalCells({ agentTime, rates, totals, ...row }: IntervalRow): Cell[] {
  return [
    row.from,
    row.queueId,
    row.agentId,
    row.channel,
    row.numberId,
    ...figures.map((figure) => totals[figure]),
    rates.serviceLevel,
    rates.abandonRate,
    rates.averageSpeedOfAnswerMs,
    rates.averageHandleMs,
    rates.occupancy,
    rates.adherence,
    ...Object.values(times).map((name) => agentTime?.[name] ?? null),
    ...notReadyReasons.map((reason) => agentTime && (agentTime.reasonsMs[reason] ?? 0)),
  ]
}
