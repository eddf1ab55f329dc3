import type { Callback } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber, readNumber } from '../numbers/display.ts'
import { leaveLine } from '../queues/line.ts'
import { findQueue } from '../queues/repository.ts'
import * as repository from './repository.ts'

/** Who is to be called back, and in which place. */
export interface CallbackRequest {
  readonly queueId: string
  /** As people of the tenant's country dial it. */
  readonly number: string
  readonly callerName: string
  /** The number of ours that is shown to them, where a trunk allows it. */
  readonly callerId: string | undefined
  readonly fromCallId: string | undefined
  readonly priority: number
  /** Since when they have waited: the place in the line. */
  readonly waitingSinceMs: number
  readonly maxAttempts: number
  readonly retryAfterMs: number
  /** Nobody is called earlier, or later, than that. */
  readonly notBeforeMs?: number | undefined
  readonly expiresAtMs?: number | undefined
}

/**
 * Puts somebody into the line who is to be called back; gives the id. Who waits there already, with the same number, keeps
 * the older place, and it is that one's id.
 */
export async function requestCallback(work: Work, request: CallbackRequest): Promise<string> {
  const { queueId, fromCallId = null, priority, notBeforeMs } = request
  const number = readNumber(request.number, await countryOf(work.tx, work.tenantId))
  if (number === undefined) throw invalidField('/number', 'This is no number to be called back at.')
  found(await findQueue(work.tx, queueId), 'queue')
  const waitingSince = new Date(request.waitingSinceMs)
  const row = {
    id: uuidv7(),
    tenant_id: work.tenantId,
    queue_id: queueId,
    number_value: number,
    caller_name: request.callerName,
    caller_id: request.callerId ?? null,
    from_call_id: fromCallId,
    priority,
    waiting_since: waitingSince,
    max_attempts: request.maxAttempts,
    retry_after_ms: request.retryAfterMs,
    next_attempt_at: new Date(notBeforeMs ?? request.waitingSinceMs),
    expires_at: request.expiresAtMs === undefined ? null : new Date(request.expiresAtMs),
    call_id: uuidv7(),
  }
  if (!(await repository.insertCallback(work.tx, row))) {
    const open = found(await repository.findOpen(work.tx, { queueId, number }), 'callback')
    await repository.moveForward(work.tx, open, { priority, waitingSince })
    return open.id
  }
  if (row.next_attempt_at.getTime() <= Date.now()) await repository.insertEntry(work.tx, row)
  await work.publish('callback.requested', { ...named(row), fromCallId })
  return row.id
}

/** Those that are to come, next first, or those that are over, newest first. */
export async function listCallbacks(
  work: Work,
  filter: { readonly state: 'open' | 'over'; readonly queueId?: string | undefined },
): Promise<Callback[]> {
  const rows = await repository.listCallbacks(work.tx, filter)
  const country = await countryOf(work.tx, work.tenantId)
  return rows.map((row) => present(row, country))
}

/** Calls somebody back no more; an agent who is being rung for it is not rung any more. Refuses once they are being called. */
export async function cancelCallback(work: Work, id: string): Promise<void> {
  const row = found(await repository.findCallback(work.tx, id), 'callback')
  await leaveLine(work, row.call_id, 'cancelled')
  const change = { state: 'cancelled', outcome: 'cancelled', ended_at: new Date() } as const
  const isOff = await repository.updateCallback(work.tx, { ...row, state: 'waiting' }, change)
  if (!isOff) throw new Refusal('conflict', { detail: 'They are being called, or it is over.' })
  await work.audit('callback.cancelled', id, { queueId: row.queue_id })
  await work.publish('callback.cancelled', named(row))
}

/** What every event of one carries. */
export function named(row: Pick<repository.CallbackRow, 'id' | 'queue_id' | 'number_value'>) {
  return { callbackId: row.id, queueId: row.queue_id, number: row.number_value }
}

function present(row: repository.NamedCallbackRow, country: string): Callback {
  const isOffered = row.state === 'waiting' && row.offered_to !== null
  return {
    id: row.id,
    queue: { id: row.queue_id, name: row.queue_name },
    number: displayNumber(row.number_value, country),
    callerName: row.caller_name,
    fromCallId: row.from_call_id,
    // The next call has an id before there is one.
    callId: row.state === 'dialling' || row.state === 'done' ? row.call_id : null,
    priority: row.priority,
    waitingSince: row.waiting_since.toISOString(),
    state: isOffered ? 'offered' : row.state,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    nextAttemptAt: row.next_attempt_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    agent: null,
    note: row.note,
    outcome: row.outcome,
    requestedAt: row.requested_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
