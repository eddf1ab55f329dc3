import type { CallStep, RecordingRule } from '@iris/contracts'
import { moveToOwnCall } from '../../../agents/service.ts'
import { countryOf } from '../../../identity/tenant.ts'
import { displayNumber } from '../../../numbers/display.ts'
import { listNumbers } from '../../../numbers/repository.ts'
import { insertCall, updateLiveCall } from '../../repository.ts'
import type { CallInProgress, Person } from '../call-in-progress.ts'
import { noteAgent, publishSteps, type QueuePlace } from './ledger.ts'

/** Writes a call down that an agent dials, and takes the agent out of the queues; gives why that cannot be. */
export function writeDialled(
  { facts, parts }: CallInProgress,
  by: Person,
  sinceMs: number,
): Promise<string | undefined> {
  const { id, tenantId, from } = facts
  return parts.doWork(tenantId, null, async (work) => {
    const moved = await moveToOwnCall(work, by.id, id)
    if (moved.kind === 'refused') return moved.message
    await insertCall(work.tx, {
      id,
      tenant_id: tenantId,
      node_id: parts.nodeId,
      direction: 'outbound',
      state: 'ringing',
      from_value: '',
      number_value: from.user,
      number_id: null,
      flow_id: null,
      flow_version: null,
      started_at: new Date(sinceMs),
    })
    await updateLiveCall(work.tx, id, { agent_id: by.id })
    await work.publish('call.started', {
      callId: id,
      direction: 'outbound',
      from: '',
      number: from.user,
      numberId: null,
    })
    return undefined
  })
}

/** The number of ours that a call shows: how it is written, and whether its calls are recorded. */
export interface ShownNumber {
  readonly value: string
  readonly display: string
  readonly record: RecordingRule
}

/** A trunk is about to be asked. */
export function writeWay(
  { facts, parts }: CallInProgress,
  way: { readonly trunkId: string; readonly callerId: string },
): Promise<ShownNumber> {
  const { id, tenantId } = facts
  return parts.doWork(tenantId, null, async (work) => {
    await updateLiveCall(work.tx, id, { from_value: way.callerId, trunk_id: way.trunkId })
    const own = (await listNumbers(work.tx)).find(({ number }) => number === way.callerId)
    const country = await countryOf(work.tx, tenantId)
    return { ...displayNumber(way.callerId, country), record: own?.record ?? 'off' }
  })
}

/** The number was taken, and the agent talks with whoever that was. */
export async function writeTaken(
  { facts, parts, path }: CallInProgress,
  {
    agent,
    place,
    entered,
  }: {
    readonly agent: { readonly id: string; readonly sinceMs: number }
    readonly place: QueuePlace | null
    readonly entered: CallStep
  },
): Promise<void> {
  const { id, tenantId } = facts
  const at = new Date(agent.sinceMs)
  await parts.doWork(tenantId, null, async (work) => {
    await noteAgent(work, id, agent.id)
    await updateLiveCall(work.tx, id, {
      state: 'connected',
      answered_at: at,
      connected_at: at,
      path: path.steps,
    })
    await publishSteps(work, id, [entered])
    await work.publish('call.answered', { callId: id })
    const waitMs = place ? agent.sinceMs - place.waitingSinceMs : 0
    const queueId = place?.queueId ?? null
    const connected = { callId: id, queueId, agentId: agent.id, waitMs }
    await work.publish('call.connected', connected)
  })
}
