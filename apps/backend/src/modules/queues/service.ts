import type { Queue } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { replaceKept } from '../hours/repository.ts'
import { presentQueue, presentQueues } from './present.ts'
import { requireReferences } from './references.ts'
import * as repository from './repository.ts'
import { leavesTimeToChoose, type QueueSettings, settingsOf } from './settings.ts'

type Given = Pick<
  Queue,
  | 'name'
  | 'ringTimeoutMs'
  | 'wrapUpMs'
  | 'announceEveryMs'
  | 'record'
  | 'recordingRetentionDays'
  | 'music'
  | 'routing'
  | 'serviceLevel'
  | 'limits'
  | 'announcements'
  | 'callbacks'
  | 'wrapUp'
  | 'hoursIds'
>
type Change = { [K in keyof Given]?: Given[K] | undefined }

export async function listQueues(work: Work): Promise<Queue[]> {
  return presentQueues(work, await repository.listQueues(work.tx))
}

/** One queue's settings; `undefined` when there is none of that id. */
export async function getQueue(work: Work, id: string): Promise<QueueSettings | undefined> {
  const row = await repository.findQueue(work.tx, id)
  return row && settingsOf(row)
}

/** Queues whose name has the text in it, with how many wait in each. */
export async function findQueuesWithWaiting(
  work: Work,
  { search, limit }: { readonly search: string; readonly limit: number },
): Promise<{ id: string; name: string; waiting: number }[]> {
  const wanted = search.toLocaleLowerCase()
  const rows = await repository.listQueues(work.tx)
  const waiting = await repository.countAllWaiting(work.tx)
  return rows
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
    .slice(0, limit)
    .map(({ id, name }) => ({ id, name, waiting: waiting.get(id) ?? 0 }))
}

/** The names of all queues in small letters, for the flow validator. */
export async function queueNames(work: Work): Promise<ReadonlySet<string>> {
  return new Set((await repository.listQueues(work.tx)).map(({ name }) => name.toLowerCase()))
}

export async function createQueue(
  work: Work,
  settings: Change & Pick<Given, 'name'>,
): Promise<Queue> {
  await requireReferences(work, settings)
  const row = await refusingTakenName(() =>
    repository.insertQueue(work.tx, {
      id: uuidv7(),
      tenant_id: work.tenantId,
      ring_timeout_ms: 20_000,
      wrap_up_ms: 30_000,
      announce_every_ms: 30_000,
      record: 'off',
      ...columnsOf(settings),
      name: settings.name,
    }),
  )
  requireTimeToChoose(settingsOf(row))
  await keepHours(work, row, settings.hoursIds)
  return noteChange(work, 'queue.created', row, { ...settings })
}

export async function updateQueue(work: Work, id: string, change: Change): Promise<Queue> {
  found(await repository.findQueue(work.tx, id), 'queue')
  await requireReferences(work, change, id)
  const changed = await refusingTakenName(() =>
    repository.updateQueue(work.tx, id, columnsOf(change)),
  )
  const row = found(changed, 'queue')
  requireTimeToChoose(settingsOf(row))
  await keepHours(work, row, change.hoursIds)
  return noteChange(work, 'queue.changed', row, { ...change })
}

/** What is required must be possible: a disposition is chosen in after-call work at the latest. */
function requireTimeToChoose(settings: QueueSettings): void {
  if (leavesTimeToChoose(settings)) return
  throw invalidField(
    '/wrapUp/dispositionRequired',
    'There is no after-call work to choose one in: give agents time for it, or require none.',
  )
}

/** What is said, as columns. */
function columnsOf(change: Change) {
  const { name, ringTimeoutMs, wrapUpMs, announceEveryMs, record, recordingRetentionDays, music } =
    change
  const { routing, serviceLevel, limits, announcements, callbacks, wrapUp } = change
  return {
    ...(name !== undefined && { name }),
    ...(ringTimeoutMs !== undefined && { ring_timeout_ms: ringTimeoutMs }),
    ...(wrapUpMs !== undefined && { wrap_up_ms: wrapUpMs }),
    ...(announceEveryMs !== undefined && { announce_every_ms: announceEveryMs }),
    ...(record !== undefined && { record }),
    ...(recordingRetentionDays !== undefined && {
      recording_retention_days: recordingRetentionDays,
    }),
    ...(music !== undefined && { music: [...music] }),
    ...(routing && { routing: JSON.stringify(routing) }),
    ...(serviceLevel && { service_level: JSON.stringify(serviceLevel) }),
    ...(limits && { limits: JSON.stringify(limits) }),
    ...(announcements && { announcements: JSON.stringify(announcements) }),
    ...(callbacks && { callbacks: JSON.stringify(callbacks) }),
    ...(wrapUp && { wrap_up: JSON.stringify(wrapUp) }),
  }
}

export async function setAgents(
  work: Work,
  id: string,
  agentIds: readonly string[],
): Promise<Queue> {
  const row = found(await repository.findQueue(work.tx, id), 'queue')
  const agents = [...new Set(agentIds)]
  try {
    await repository.replaceAgents(work.tx, row, agents)
  } catch (cause) {
    if (violates(cause, 'queue_agents_tenant_id_agent_id_fkey')) {
      throw invalidField('/agentIds', 'One of these is no user of this centre.')
    }
    throw cause
  }
  return noteChange(work, 'queue.agents_set', row, { agentIds: agents })
}

async function keepHours(
  work: Work,
  row: repository.QueueRow,
  hoursIds: readonly string[] | undefined,
): Promise<void> {
  if (hoursIds === undefined) return
  try {
    await replaceKept(work.tx, row, hoursIds)
  } catch (cause) {
    if (!violates(cause, 'queue_hours_tenant_id_hours_id_fkey')) throw cause
    throw invalidField('/hoursIds', 'One of these is no opening times of this centre.')
  }
}

/** Audits a change, tells of it, and gives the queue as it is now. */
export async function noteChange(
  work: Work,
  action: string,
  row: repository.QueueRow,
  detail: Record<string, unknown>,
): Promise<Queue> {
  await work.audit(action, row.id, detail)
  await work.publish('queue.changed', { queueId: row.id })
  return presentQueue(work, row)
}

async function refusingTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    if (violates(cause, 'queues_name')) {
      throw new Refusal('already_exists', {
        errors: [{ path: '/name', message: 'There is a queue of this name.' }],
      })
    }
    throw cause
  }
}
