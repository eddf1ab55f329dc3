import type { Calendar, Opening } from '@iris/contracts'
import type { Tx } from '../../work.ts'
import { listKept } from '../hours/repository.ts'
import { isOpenAt, openingOf } from '../hours/opening.ts'
import type { QueueRow } from './repository.ts'

type ClosedByHand = QueueRow['emergency']

/** Whether a queue with these opening times is open; a closing by hand goes before all of them. */
export function openingOfQueue(
  emergency: ClosedByHand,
  calendars: readonly Calendar[],
  atMs: number,
): Opening {
  if (emergency === null) return openingOf(calendars, atMs)
  return { isOpen: false, until: null, because: emergency.message || 'Closed by hand' }
}

/** Whether a queue takes contacts now. */
export async function isQueueOpen(tx: Tx, { id, emergency }: QueueRow): Promise<boolean> {
  if (emergency !== null) return false
  return isOpenAt(await calendarsOf(tx, id), Date.now())
}

async function calendarsOf(tx: Tx, queueId: string): Promise<Calendar[]> {
  return (await listKept(tx, queueId)).map(({ calendar }) => calendar)
}
