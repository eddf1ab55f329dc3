import type { Queue } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countOpen } from '../callbacks/repository.ts'
import { soundingPrompts } from '../prompts/service.ts'
import * as repository from './repository.ts'
import { type QueueSettings, settingsOf } from './settings.ts'

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
  const queues = await repository.listQueues(work.tx)
  const memberships = await repository.listMemberships(work.tx)
  return queues.map((row) => present(row, memberships))
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
  await requireSounding(work, settings.music ?? [])
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
  return noteChange(work, 'queue.created', row, { ...settings })
}

export async function updateQueue(work: Work, id: string, change: Change): Promise<Queue> {
  await requireSounding(work, change.music ?? [])
  const row = await refusingTakenName(() => repository.updateQueue(work.tx, id, columnsOf(change)))
  return noteChange(work, 'queue.changed', found(row, 'queue'), { ...change })
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

/**
 * Deletes a queue nobody waits in. `usedBy` is the name of a published flow that leads to it, if one does: whoever
 * calls asks the flows.
 */
export async function deleteQueue(
  work: Work,
  id: string,
  usedBy: string | undefined,
): Promise<void> {
  if (usedBy !== undefined)
    throw new Refusal('in_use', { detail: `The flow “${usedBy}” leads to this queue.` })
  if ((await repository.countWaiting(work.tx, id)) > 0) {
    throw new Refusal('in_use', { detail: 'Somebody waits in this queue.' })
  }
  if ((await countOpen(work.tx, id)) > 0) {
    throw new Refusal('in_use', { detail: 'Somebody is to be called back from this queue.' })
  }
  const row = found(await repository.deleteQueue(work.tx, id), 'queue')
  await work.audit('queue.deleted', id, { name: row.name })
  await work.publish('queue.changed', { queueId: id })
}

/** By id, so that prompts can be renamed. */
async function requireSounding(work: Work, music: readonly string[]): Promise<void> {
  if (music.length === 0) return
  const known = await soundingPrompts(work)
  if (music.every((id) => known.has(id))) return
  throw invalidField('/music', 'Each piece must be a prompt of this centre that has a sound.')
}

async function noteChange(
  work: Work,
  action: string,
  row: repository.QueueRow,
  detail: Record<string, unknown>,
): Promise<Queue> {
  await work.audit(action, row.id, detail)
  await work.publish('queue.changed', { queueId: row.id })
  return present(row, await repository.listMemberships(work.tx))
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

function present(
  row: repository.QueueRow,
  memberships: readonly { queue_id: string; agent_id: string }[],
): Queue {
  return {
    ...settingsOf(row),
    hoursIds: [],
    opening: { isOpen: row.emergency === null, until: null, because: null },
    emergency: row.emergency,
    agentIds: memberships
      .filter(({ queue_id }) => queue_id === row.id)
      .map(({ agent_id }) => agent_id),
  }
}
