import type { Call } from '@iris/contracts'
import { displayNumber } from '../numbers/display.ts'
import { heardByAgent } from './live/ledger/control-ledger.ts'
import type { NamedCallRow } from './repository.ts'

/**
 * A call as the API shows it; numbers the way people of the country write them. A supervisor who only listens is shown to
 * those alone who may do so themselves.
 */
export function presentCall(
  row: NamedCallRow,
  { country, mayMonitor }: { readonly country: string; readonly mayMonitor: boolean },
): Call {
  return {
    id: row.id,
    direction: row.direction,
    state: row.state,
    from: displayNumber(row.from_value, country),
    number: displayNumber(row.number_value, country),
    queue:
      row.queue_id === null ? null : { id: row.queue_id, name: row.queue_name ?? 'Deleted queue' },
    agent:
      row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? 'Former agent' },
    startedAt: row.started_at.toISOString(),
    answeredAt: instant(row.answered_at),
    answeredBy: row.answered_by,
    queuedAt: instant(row.queued_at),
    connectedAt: instant(row.connected_at),
    endedAt: instant(row.ended_at),
    cause: row.cause,
    endedBy: row.ended_by,
    consult: row.consult,
    supervision: mayMonitor ? row.supervision : heardByAgent(row.supervision),
    path: row.path,
    quality: row.quality,
  }
}

function instant(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}
