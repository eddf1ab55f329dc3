import type { WaitingContact } from '@iris/contracts'
import { found } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { numbersOf } from '../callbacks/repository.ts'
import { callersOf } from '../calls/service.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import * as repository from './repository.ts'

const longestList = 1000

/** Who waits in a queue, next first. */
export async function listWaiting(work: Work, queueId: string): Promise<WaitingContact[]> {
  found(await repository.findQueue(work.tx, queueId), 'queue')
  const entries = await repository.listEntries(work.tx, { queueId, limit: longestList })
  const country = await countryOf(work.tx, work.tenantId)
  const callers = await callersOf(
    work.tx,
    entries.map((entry) => entry.call_id),
  )
  const called = await numbersOf(
    work.tx,
    entries.flatMap(({ callback_id: id }) => (id === null ? [] : [id])),
  )
  return entries.map((entry, index) => ({
    callId: entry.call_id,
    callbackId: entry.callback_id,
    from: displayNumber(
      callers.get(entry.call_id) ?? called.get(entry.callback_id ?? '') ?? '',
      country,
    ),
    place: index + 1,
    priority: entry.priority,
    waitingSince: entry.waiting_since.toISOString(),
  }))
}
