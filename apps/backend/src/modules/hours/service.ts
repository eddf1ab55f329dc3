import { Calendar, type Hours } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { openingOf } from './opening.ts'
import * as repository from './repository.ts'

type Given = Pick<Hours, 'name' | 'calendar'>
type Change = { [K in keyof Given]?: Given[K] | undefined }

export async function listHours(work: Work): Promise<Hours[]> {
  const nowMs = Date.now()
  return (await repository.listHours(work.tx)).map((row) => present(row, nowMs))
}

export async function createHours(work: Work, { name, calendar }: Given): Promise<Hours> {
  const row = { id: uuidv7(), tenant_id: work.tenantId, name, calendar }
  const made = await refusingTakenName(() => repository.insertHours(work.tx, row))
  return noteChange(work, 'hours.created', made)
}

export async function updateHours(work: Work, id: string, change: Change): Promise<Hours> {
  const row = await refusingTakenName(() => repository.updateHours(work.tx, id, change))
  return noteChange(work, 'hours.changed', found(row, 'opening times'))
}

/** Refuses while a queue keeps them. */
export async function deleteHours(work: Work, id: string): Promise<void> {
  const queue = await repository.queueKeeping(work.tx, id)
  if (queue !== undefined) {
    throw new Refusal('in_use', { detail: `The queue “${queue}” keeps these opening times.` })
  }
  const row = found(await repository.deleteHours(work.tx, id), 'opening times')
  await work.audit('hours.deleted', id, { name: row.name })
  await work.publish('hours.changed', { hoursId: id })
}

async function noteChange(work: Work, action: string, row: repository.HoursRow): Promise<Hours> {
  await work.audit(action, row.id, { name: row.name, calendar: row.calendar })
  await work.publish('hours.changed', { hoursId: row.id })
  return present(row, Date.now())
}

async function refusingTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    if (!violates(cause, 'hours_name')) throw cause
    throw new Refusal('already_exists', {
      errors: [{ path: '/name', message: 'There are opening times of this name.' }],
    })
  }
}

function present(row: repository.HoursRow, nowMs: number): Hours {
  const calendar = Calendar.parse(row.calendar)
  return {
    id: row.id,
    name: row.name,
    calendar,
    now: openingOf([calendar], nowMs),
    createdAt: row.created_at.toISOString(),
  }
}
