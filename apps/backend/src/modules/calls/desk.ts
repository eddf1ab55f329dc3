import type { DeskContact } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { findCall } from './repository.ts'

/** What an agent's desk shows of the call in hand; `null` when it never came to a queue or is unknown. */
export async function deskContactOf(work: Work, callId: string): Promise<DeskContact | null> {
  const call = await findCall(work.tx, callId)
  if (!call || call.queue_id === null || call.queued_at === null) return null
  const country = await countryOf(work.tx, work.tenantId)
  return {
    callId,
    from: displayNumber(call.from_value, country),
    number: displayNumber(call.number_value, country),
    queue: { id: call.queue_id, name: call.queue_name ?? '' },
    waitingSince: call.queued_at.toISOString(),
    connectedAt: call.connected_at?.toISOString() ?? null,
    endedAt: call.ended_at?.toISOString() ?? null,
  }
}
