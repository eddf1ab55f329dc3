import type { Opening, Queue } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { listKept } from '../hours/repository.ts'
import { openingOfQueue } from './opening.ts'
import { listMemberships, type QueueRow } from './repository.ts'
import { settingsOf } from './settings.ts'

/** Queues as the API has them, with who answers them and whether they are open now. */
export async function presentQueues(work: Work, rows: readonly QueueRow[]): Promise<Queue[]> {
  const [only] = rows
  const queueId = rows.length === 1 ? only?.id : undefined
  const kept = Map.groupBy(await listKept(work.tx, queueId), (each) => each.queue_id)
  const members = Map.groupBy(await listMemberships(work.tx, queueId), (each) => each.queue_id)
  const nowMs = Date.now()
  // Queues share opening times, and until when a calendar holds is not had for nothing.
  const worked = new Map<string, Opening>()
  return rows.map((row) => {
    const own = kept.get(row.id) ?? []
    const hoursIds = own.map(({ hours_id }) => hours_id)
    const key = hoursIds.join()
    const calendars = own.map(({ calendar }) => calendar)
    const opening = row.emergency
      ? openingOfQueue(row.emergency, calendars, nowMs)
      : (worked.get(key) ?? openingOfQueue(null, calendars, nowMs))
    if (!row.emergency) worked.set(key, opening)
    return {
      ...settingsOf(row),
      hoursIds,
      opening,
      emergency: row.emergency,
      agentIds: (members.get(row.id) ?? []).map(({ agent_id }) => agent_id),
    }
  })
}

export async function presentQueue(work: Work, row: QueueRow): Promise<Queue> {
  const [queue] = await presentQueues(work, [row])
  if (!queue) throw new Error('A queue was not presented.')
  return queue
}
