import type { Callback, RelaxStep, SkillNeed } from '@iris/contracts'
import { type RawBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { fromNow } from '../../from-now.ts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber, readNumber } from '../numbers/display.ts'
import { leaveLine } from '../queues/line.ts'
import { findQueue } from '../queues/repository.ts'
import { settingsOf } from '../queues/settings.ts'
import { standInLine } from './place.ts'
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
  /** Since when they have waited: the place in the line. From their time on, where nothing is said. */
  readonly waitingSinceMs?: number | undefined
  /** As the queue's rules say, where nothing else is said. */
  readonly maxAttempts?: number | undefined
  readonly retryAfterMs?: number | undefined
  /** Nobody is called earlier than at that time, or later than so long from now. */
  readonly notBeforeMs?: number | undefined
  readonly withinMs?: number | undefined
  /** Whose it is to make, for a while from its time on. */
  readonly agentId?: string | undefined
  readonly note?: string | undefined
  /** What is needed of agents, in place of what the queue needs. */
  readonly needs?: readonly SkillNeed[] | undefined
  readonly relax?: readonly RelaxStep[] | undefined
}

/**
 * Puts somebody into the line who is to be called back; gives the id. Who waits there already, with the same number, keeps
 * the older place, and it is that one's id.
 */
export async function requestCallback(work: Work, request: CallbackRequest): Promise<string> {
  const { queueId, fromCallId = null, priority, withinMs } = request
  const number = readNumber(request.number, await countryOf(work.tx, work.tenantId))
  if (number === undefined) throw invalidField('/number', 'This is no number to be called back at.')
  const rules = settingsOf(found(await findQueue(work.tx, queueId), 'queue')).callbacks
  const { waitingSince, nextAttemptAt } = timesOf(request)
  const wanted = {
    id: uuidv7(),
    tenant_id: work.tenantId,
    queue_id: queueId,
    number_value: number,
    caller_name: request.callerName,
    caller_id: rules.callerId ?? request.callerId ?? null,
    from_call_id: fromCallId,
    priority,
    waiting_since: waitingSince,
    max_attempts: request.maxAttempts ?? rules.attempts,
    retry_after_ms: request.retryAfterMs ?? rules.retryAfterMs,
    next_attempt_at: nextAttemptAt,
    expires_at: withinMs === undefined ? null : fromNow(withinMs),
    call_id: uuidv7(),
    agent_id: request.agentId ?? null,
    note: request.note ?? '',
    first: rules.first,
    needs: request.needs ? [...request.needs] : null,
    relax: request.relax ? [...request.relax] : null,
  }
  const row = await repository.insertCallback(work.tx, wanted)
  if (!row) {
    const open = found(await repository.findOpen(work.tx, { queueId, number }), 'callback')
    await repository.moveForward(work.tx, open, { priority, waitingSince })
    return open.id
  }
  if (row.is_due) await standInLine(work, row, { isDue: false })
  await work.publish('callback.requested', { ...named(row), fromCallId })
  return row.id
}

/** When they are to be called, by the database's clock, which also says when that time has come; and their place in the line. */
function timesOf({ waitingSinceMs, notBeforeMs }: CallbackRequest): {
  readonly waitingSince: RawBuilder<Date>
  readonly nextAttemptAt: RawBuilder<Date>
} {
  const dueAt =
    notBeforeMs === undefined ? fromNow(0) : sql<Date>`greatest(now(), ${new Date(notBeforeMs)})`
  if (waitingSinceMs === undefined) return { waitingSince: dueAt, nextAttemptAt: dueAt }
  const waitingSince = sql<Date>`${new Date(waitingSinceMs)}::timestamptz`
  if (notBeforeMs !== undefined) return { waitingSince, nextAttemptAt: dueAt }
  return { waitingSince, nextAttemptAt: sql<Date>`least(${waitingSince}, ${dueAt})` }
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

/** Those that are for an agent to make, next first. */
export async function listOwnCallbacks(work: Work, agentId: string): Promise<Callback[]> {
  const rows = await repository.listOwn(work.tx, agentId)
  const country = await countryOf(work.tx, work.tenantId)
  return rows.map((row) => present(row, country))
}

export async function findNamed(work: Work, id: string): Promise<Callback> {
  const row = found(await repository.findNamed(work.tx, id), 'callback')
  return present(row, await countryOf(work.tx, work.tenantId))
}

/** Calls somebody back no more; an agent who is being rung for it is not rung any more. Refuses once they are being called. */
export async function cancelCallback(work: Work, id: string): Promise<void> {
  const row = found(await repository.findCallback(work.tx, id), 'callback')
  await leaveLine(work, row.call_id, 'cancelled')
  const change = { state: 'cancelled', outcome: 'cancelled', ended_at: fromNow(0) } as const
  const isOff = await repository.updateCallback(work.tx, { ...row, state: 'waiting' }, change)
  if (!isOff) throw new Refusal('conflict', { detail: 'They are being called, or it is over.' })
  await work.audit('callback.cancelled', id, { queueId: row.queue_id })
  await work.publish('callback.cancelled', named(row))
}

/** Nobody of a queue that is going is called back any more; who is being called is called to the end. */
export async function cancelAllOf(work: Work, queueId: string): Promise<void> {
  for (const row of await repository.listWaitingOf(work.tx, queueId)) {
    await leaveLine(work, row.call_id, 'cancelled')
    const change = { state: 'cancelled', outcome: 'cancelled', ended_at: fromNow(0) } as const
    const isOff = await repository.updateCallback(work.tx, row, change)
    if (isOff) await work.publish('callback.cancelled', named(row))
  }
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
    agent: row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? '' },
    note: row.note,
    outcome: row.outcome,
    requestedAt: row.requested_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
