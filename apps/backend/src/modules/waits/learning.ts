import type { EventOf, QueueOutcome } from '@iris/contracts'
import type { Database } from '@iris/platform'
import {
  type EndedWait,
  learnAfterCallWork,
  learnTalk,
  learnWait,
  newWaitModel,
  type WaitModel,
} from '@iris/routing'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus, Work } from '../../work.ts'
import { foretellByAll, readTaught } from './foretell.ts'
import { type LineLoad, readLineLoad } from './line-load.ts'
import { anyNeed, needOf } from './need.ts'
import * as repository from './repository.ts'

const taughtBy = [
  'contact.queued',
  'contact.left_queue',
  'contact.ended',
  'call.ended',
  'contact.wrapped_up',
] as const
type Teaching = EventOf<(typeof taughtBy)[number]>

/** A line that is looked at later than that after somebody came is another one. */
const freshMs = 3000
const hourMs = 3_600_000

/**
 * Learns how long contacts wait: foretells each one's wait as it comes, and compares once it has ended. Resolves to the way
 * to stop.
 */
export function learnWaits(bus: EventBus, doWork: DoWork): Promise<() => Promise<void>> {
  return bus.consume({
    name: 'expected-waits',
    types: taughtBy,
    handle: (event: Teaching) => doWork(event.tenantId, null, (work) => learnFrom(work, event)),
  })
}

/** Forgets contacts of whom nothing more is heard. */
export async function forgetForecasts(database: Database<Tables>): Promise<void> {
  const ago = (ms: number) => new Date(Date.now() - ms)
  await database.asSystem((tx) =>
    repository.deleteForecasts(tx, { queued: ago(8 * 24 * hourMs), ended: ago(hourMs) }),
  )
}

function learnFrom(work: Work, event: Teaching): Promise<void> {
  switch (event.type) {
    case 'contact.queued':
      return foretell(work, event)
    case 'contact.left_queue':
      return compare(work, event)
    case 'contact.ended':
      return noteEnd(work, event.payload.contactId, event.at)
    case 'call.ended':
      return noteEnd(work, event.payload.callId, event.at)
    case 'contact.wrapped_up':
      return noteAfterCallWork(work, event)
  }
}

/** Who comes back to a place, or is to be called, does not wait as those who come. */
async function foretell(work: Work, event: EventOf<'contact.queued'>): Promise<void> {
  const { contactId, queueId, again, callbackId } = event.payload
  await noteEnd(work, contactId, event.at)
  await repository.deleteForecast(work.tx, contactId)
  if (again || callbackId !== undefined) return
  if (Date.now() - Date.parse(event.at) > freshMs) return
  const load = await readLineLoad(work.tx, { contactId })
  const need = needOf(load?.needs ?? [])
  const taught = await readTaught(work.tx, queueId, need)
  const forecasts = foretellByAll(taught, seenAtOnce(load))
  await repository.insertForecast(work.tx, { contactId, queueId, queuedAt: event.at, forecasts })
}

/** Whoever is with an agent already found one who was free. */
function seenAtOnce(load: LineLoad | undefined): Pick<LineLoad, 'ahead' | 'agents' | 'free'> {
  return load && !load.isOffered ? load : { ahead: 0, agents: 1, free: 1 }
}

async function compare(work: Work, event: EventOf<'contact.left_queue'>): Promise<void> {
  const { contactId, outcome } = event.payload
  const row = await repository.findForecast(work.tx, contactId)
  if (!row || row.answered_at !== null) return
  const at = new Date(event.at)
  const waitedMs = Math.max(0, at.getTime() - row.queued_at.getTime())
  const end = endOf(outcome)
  await teach(work, row, (model, need) => {
    const forecast = row.forecasts[need]
    return forecast ? learnWait(model, { forecast, waitedMs, end }) : model
  })
  if (end === 'answered') await repository.updateForecast(work.tx, contactId, { answered_at: at })
  else await repository.deleteForecast(work.tx, contactId)
}

function endOf(outcome: QueueOutcome): EndedWait['end'] {
  return outcome === 'answered' || outcome === 'abandoned' ? outcome : 'taken_out'
}

async function noteEnd(work: Work, contactId: string, at: string): Promise<void> {
  const row = await repository.findForecast(work.tx, contactId)
  if (!row || row.answered_at === null || row.ended_at !== null) return
  const talkMs = Math.max(0, Date.parse(at) - row.answered_at.getTime())
  await teach(work, row, (model) => learnTalk(model, talkMs))
  await repository.updateForecast(work.tx, contactId, { ended_at: new Date(at) })
}

/** Where the agent has given the contact away, their part has ended before it. */
async function noteAfterCallWork(
  work: Work,
  { at, payload: { contactId, since } }: EventOf<'contact.wrapped_up'>,
): Promise<void> {
  await noteEnd(work, contactId, since)
  const row = await repository.findForecast(work.tx, contactId)
  if (!row || row.ended_at === null) return
  const workMs = Math.max(0, Date.parse(at) - Date.parse(since))
  await teach(work, row, (model) => learnAfterCallWork(model, workMs))
  await repository.deleteForecast(work.tx, contactId)
}

/** Lets the models learn: of the queue, and of what the contact needs. */
async function teach(
  work: Work,
  row: repository.ForecastRow,
  learn: (model: WaitModel, need: string) => WaitModel,
): Promise<void> {
  const { tenant_id, queue_id } = row
  const needs = [...new Set([anyNeed, ...Object.keys(row.forecasts)])]
  const models = await repository.readModels(work.tx, queue_id, needs)
  for (const need of needs) {
    const model = learn(models.get(need) ?? newWaitModel, need)
    await repository.saveModel(work.tx, { tenant_id, queue_id, need }, model)
  }
}
