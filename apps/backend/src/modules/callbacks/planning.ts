import { type Callback, mayDo, type Role } from '@iris/contracts'
import { found, invalidField, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { readNumber } from '../numbers/display.ts'
import { findQueue, isMember } from '../queues/repository.ts'
import { settingsOf } from '../queues/settings.ts'
import { findOpen } from './repository.ts'
import { findNamed, requestCallback } from './service.ts'

/** A callback that somebody of the centre plans. */
export interface PlannedCallback {
  readonly queueId: string
  /** As people of the tenant's country dial it. */
  readonly number: string
  readonly name: string
  /** Whose it is to make, for a while; without one, anybody's of the queue. */
  readonly agentId?: string | undefined
  readonly dueAt?: string | undefined
  readonly note: string
}

interface Planner {
  readonly userId: string
  readonly roles: readonly Role[]
}

/** Plans a callback by the rules of its queue. Agents may keep one for themselves, or leave it to the queue. */
export async function planCallback(
  work: Work,
  by: Planner,
  { queueId, number: dialled, name, agentId, dueAt, note }: PlannedCallback,
): Promise<Callback> {
  if (agentId !== undefined && agentId !== by.userId && !mayDo(by.roles, 'queues:write')) {
    throw new Refusal('forbidden', { detail: 'You may plan callbacks for yourself only.' })
  }
  const queue = settingsOf(found(await findQueue(work.tx, queueId), 'queue'))
  if (agentId !== undefined && !(await isMember(work.tx, queueId, agentId))) {
    throw invalidField('/agentId', 'This is no agent of the queue.')
  }
  const number = readNumber(dialled, await countryOf(work.tx, work.tenantId))
  if (number === undefined) throw invalidField('/number', 'This is no number to be called back at.')
  if (await findOpen(work.tx, { queueId, number })) {
    throw new Refusal('conflict', { detail: 'They are to be called back by this queue already.' })
  }
  const id = await requestCallback(work, {
    queueId,
    number,
    callerName: name,
    callerId: undefined,
    fromCallId: undefined,
    priority: queue.routing.priority,
    notBeforeMs: dueAt === undefined ? undefined : Date.parse(dueAt),
    agentId,
    note,
  })
  await work.audit('callback.planned', id, {
    queueId,
    agentId: agentId ?? null,
    dueAt: dueAt ?? null,
  })
  return findNamed(work, id)
}
