import type { ParkedCall } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import * as repository from './parked-repository.ts'
import { partyOf } from './party.ts'

export async function listParked(work: Work): Promise<ParkedCall[]> {
  const rows = await repository.listParked(work.tx)
  const country = await countryOf(work.tx, work.tenantId)
  return rows.map((row) => ({
    callId: row.call_id,
    slot: row.slot,
    from: displayNumber(partyOf(row), country),
    queue: row.queue_id === null ? null : { id: row.queue_id, name: row.queue_name ?? '' },
    parkedBy: { id: row.agent_id, name: row.agent_name },
    parkedAt: row.parked_at.toISOString(),
  }))
}

/** Takes a call out of its slot, if it is in one, and tells everyone. */
export async function unpark(work: Work, callId: string): Promise<void> {
  const freed = await repository.unpark(work.tx, callId)
  if (freed) await work.publish('call.unparked', { callId, slot: freed.slot })
}
