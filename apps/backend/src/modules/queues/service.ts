import type { Queue, RecordingRule } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countOpen } from '../callbacks/repository.ts'
import { soundingPrompts } from '../prompts/service.ts'
import * as repository from './repository.ts'

interface QueueSettings {
  readonly name: string
  readonly ringTimeoutMs: number
  readonly wrapUpMs: number
  readonly announceEveryMs: number
  readonly record: RecordingRule
  readonly recordingRetentionDays: number | null
  readonly music: readonly string[]
}

export async function listQueues(work: Work): Promise<Queue[]> {
  const queues = await repository.listQueues(work.tx)
  const memberships = await repository.listMemberships(work.tx)
  return queues.map((row) => present(row, memberships))
}

/** One queue's settings; `undefined` when there is none of that id. */
export async function getQueue(
  work: Work,
  id: string,
): Promise<Omit<Queue, 'agentIds'> | undefined> {
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

export async function createQueue(work: Work, settings: QueueSettings): Promise<Queue> {
  await requireSounding(work, settings.music)
  const row = await refusingTakenName(() =>
    repository.insertQueue(work.tx, {
      id: uuidv7(),
      tenant_id: work.tenantId,
      name: settings.name,
      ring_timeout_ms: settings.ringTimeoutMs,
      wrap_up_ms: settings.wrapUpMs,
      announce_every_ms: settings.announceEveryMs,
      record: settings.record,
      recording_retention_days: settings.recordingRetentionDays,
      music: [...settings.music],
    }),
  )
  return noteChange(work, 'queue.created', row, { ...settings })
}

export async function updateQueue(
  work: Work,
  id: string,
  change: { [K in keyof QueueSettings]?: QueueSettings[K] | undefined },
): Promise<Queue> {
  await requireSounding(work, change.music ?? [])
  const row = await refusingTakenName(() =>
    repository.updateQueue(work.tx, id, {
      ...(change.name !== undefined && { name: change.name }),
      ...(change.ringTimeoutMs !== undefined && { ring_timeout_ms: change.ringTimeoutMs }),
      ...(change.wrapUpMs !== undefined && { wrap_up_ms: change.wrapUpMs }),
      ...(change.announceEveryMs !== undefined && { announce_every_ms: change.announceEveryMs }),
      ...(change.record !== undefined && { record: change.record }),
      ...(change.recordingRetentionDays !== undefined && {
        recording_retention_days: change.recordingRetentionDays,
      }),
      ...(change.music !== undefined && { music: [...change.music] }),
    }),
  )
  return noteChange(work, 'queue.changed', found(row, 'queue'), { ...change })
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
    agentIds: memberships
      .filter(({ queue_id }) => queue_id === row.id)
      .map(({ agent_id }) => agent_id),
  }
}

function settingsOf(row: repository.QueueRow): Omit<Queue, 'agentIds'> {
  return {
    id: row.id,
    name: row.name,
    ringTimeoutMs: row.ring_timeout_ms,
    wrapUpMs: row.wrap_up_ms,
    announceEveryMs: row.announce_every_ms,
    record: row.record,
    recordingRetentionDays: row.recording_retention_days,
    music: row.music,
    createdAt: row.created_at.toISOString(),
  }
}
