import type { DeskContact } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { heardByAgent } from './live/control-ledger.ts'
import { findCall, type NamedCallRow } from './repository.ts'

/** What an agent's desk shows of the call in hand; `null` when it never came to a queue or is unknown. */
export async function deskContactOf(
  work: Work,
  callId: string,
  userId: string,
): Promise<DeskContact | null> {
  const call = await findCall(work.tx, callId)
  if (!call || call.queue_id === null || call.queued_at === null) return null
  const country = await countryOf(work.tx, work.tenantId)
  const part = partOf(call, userId)
  return {
    callId,
    from: displayNumber(call.from_value, country),
    number: displayNumber(call.number_value, country),
    queue: { id: call.queue_id, name: call.queue_name ?? '' },
    waitingSince: call.queued_at.toISOString(),
    connectedAt: call.connected_at?.toISOString() ?? null,
    endedAt: call.ended_at?.toISOString() ?? null,
    part,
    agent: call.agent_id === null ? null : { id: call.agent_id, name: call.agent_name ?? '' },
    consult: call.consult,
    supervision: part === 'supervisor' ? call.supervision : heardByAgent(call.supervision),
    quality: call.quality,
  }
}

function partOf({ consult, supervision }: NamedCallRow, userId: string): DeskContact['part'] {
  if (consult?.agent.id === userId) return 'consulted'
  return supervision?.supervisor.id === userId ? 'supervisor' : 'agent'
}
