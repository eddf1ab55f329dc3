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
    entries.map((entry) => entry.contact_id),
  )
  const called = await numbersOf(
    work.tx,
    entries.flatMap(({ callback_id: id }) => (id === null ? [] : [id])),
  )
  return entries.map((entry, index) => ({
    contactId: entry.contact_id,
    channel: entry.channel,
    offeredTo:
      entry.offered_to === null
        ? null
        : { id: entry.offered_to, name: entry.offered_to_name ?? '' },
    callbackId: entry.callback_id,
    from: displayNumber(
      callers.get(entry.contact_id) ?? called.get(entry.callback_id ?? '') ?? entry.from_value,
      country,
    ),
    place: index + 1,
    priority: entry.priority,
    waitingSince: entry.waiting_since.toISOString(),
  }))
}
