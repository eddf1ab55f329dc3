import type { CallbackOutcome } from '@iris/contracts'
import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import { fromNow } from '../../from-now.ts'
import type { Tables } from '../../tables.ts'
import type { DoWork, EventBus, Work } from '../../work.ts'
import { findCall, type NamedCallRow } from '../calls/repository.ts'
import { leaveLine } from '../queues/line.ts'
import { isQueueOpen } from '../queues/opening.ts'
import { findQueue, openToAnybody } from '../queues/repository.ts'
import { standInLine } from './place.ts'
import * as repository from './repository.ts'
import { named } from './service.ts'

/** For so long from its time on a callback is for its own agent alone. */
const ownForMs = 30 * 60_000

/** Notes what comes of attempts, from the records of their calls. Resolves to the way to stop. */
export function settleAttempts(bus: EventBus, doWork: DoWork): Promise<() => Promise<void>> {
  return bus.consume({
    name: 'callbacks',
    types: ['call.ended'],
    handle: ({ tenantId, payload }) =>
      doWork(tenantId, null, (work) => settleAttempt(work, payload.callId)),
  })
}

/**
 * Notes what came of an attempt whose call has its record: done where they talked, else the next one after the interval, in
 * the same place, until there were enough. One that a crash cut off before they talked does not count. May be done twice.
 */
async function settleAttempt(work: Work, callId: string): Promise<void> {
  const row = await repository.findCallbackOfCall(work.tx, callId)
  const call = row?.state === 'dialling' ? await findCall(work.tx, callId) : undefined
  if (!row || !call || call.ended_at === null) return
  const outcome = outcomeOf(call)
  if (outcome === 'answered') return void (await finish(work, row, outcome))
  const attempts = outcome === 'interrupted' ? row.attempts - 1 : row.attempts
  const attempted = { ...named(row), callId, attempt: row.attempts, outcome }
  if (attempts >= row.max_attempts) {
    await work.publish('callback.attempted', attempted)
    await finish(work, row, outcome)
    return
  }
  const again = await repository.updateCallback(work.tx, row, {
    state: 'waiting',
    attempts,
    outcome,
    call_id: uuidv7(),
    next_attempt_at: fromNow(row.retry_after_ms),
  })
  if (again) await work.publish('callback.attempted', attempted)
}

/**
 * Puts those into the line whose time has come, ends those whose time is over, and notes attempts that a process has left
 * without a word. Run every second or so, by any number of processes.
 */
export async function attendCallbacks(database: Database<Tables>, doWork: DoWork): Promise<void> {
  const { expired, due, unsettled, unclaimed } = await database.asSystem(async (tx) => ({
    expired: await repository.listExpired(tx),
    due: await repository.listDue(tx),
    unsettled: await repository.listUnsettled(tx),
    unclaimed: await repository.listUnclaimed(tx, ownForMs),
  }))
  for (const row of expired) await doWork(row.tenant_id, null, (work) => expire(work, row))
  const over = new Set(expired.map(({ id }) => id))
  for (const row of due.filter(({ id }) => !over.has(id))) {
    await doWork(row.tenant_id, null, (work) => lineUp(work, row.id))
  }
  for (const row of unclaimed) await doWork(row.tenant_id, null, (work) => giveToAnybody(work, row))
  for (const { tenant_id, call_id } of unsettled) {
    await doWork(tenant_id, null, (work) => settleAttempt(work, call_id))
  }
}

async function lineUp(work: Work, id: string): Promise<void> {
  const row = await repository.findCallback(work.tx, id)
  if (row?.state !== 'waiting') return
  // Locked against whoever cancels it meanwhile: what is over stands in no line.
  const waiting = await repository.updateCallback(work.tx, row, { state: 'waiting' })
  if (!waiting || !(await mayBeCalled(work, waiting))) return
  if (!(await standInLine(work, waiting, { isDue: true }))) return
  await work.publish('callback.due', named(waiting))
}

/** Nobody new stands in line while the queue is closed; who stands there when it closes is still called. */
async function mayBeCalled(work: Work, row: repository.CallbackRow): Promise<boolean> {
  const queue = await findQueue(work.tx, row.queue_id)
  return queue !== undefined && (await isQueueOpen(work.tx, queue))
}

/** The agent whose it was has not made it in time: it is anybody's of the queue. One that is being offered stays theirs. */
async function giveToAnybody(work: Work, row: repository.CallbackRow): Promise<void> {
  if (!(await openToAnybody(work.tx, row.call_id))) return
  const open = await repository.updateCallback(work.tx, row, { agent_id: null })
  if (open) await work.publish('callback.due', named(open))
}

async function expire(work: Work, row: repository.CallbackRow): Promise<void> {
  await leaveLine(work, row.call_id, 'cancelled')
  await finish(work, row, 'expired')
}

/** False where it is over already, or goes on. */
async function finish(
  work: Work,
  row: repository.CallbackRow,
  outcome: CallbackOutcome,
): Promise<boolean> {
  const isDone = outcome === 'answered'
  const change = { state: isDone ? 'done' : 'failed', outcome, ended_at: fromNow(0) } as const
  const over = await repository.updateCallback(work.tx, row, change)
  if (!over) return false
  if (isDone) await work.publish('callback.done', { ...named(row), callId: row.call_id })
  else await work.publish('callback.failed', { ...named(row), outcome })
  return true
}

function outcomeOf(call: NamedCallRow): Exclude<CallbackOutcome, 'expired' | 'cancelled'> {
  if (call.connected_at !== null) return 'answered'
  if (call.cause === 'INTERRUPTED') return 'interrupted'
  if (call.ended_by === 'agent') return 'agent_left'
  switch (call.cause) {
    case 'USER_BUSY':
      return 'busy'
    case 'NO_ANSWER':
    case 'NO_USER_RESPONSE':
    case 'CALL_REJECTED':
      return 'no_answer'
    default:
      return 'unreachable'
  }
}
