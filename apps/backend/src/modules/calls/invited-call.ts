import { v7 as uuidv7 } from 'uuid'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'

/**
 * Writes down a call that is to bring somebody into something that goes on, such as a conference. `number` is what they
 * are called by, or, for an agent, what the call is about. Gives the call's id; whoever takes it up makes it.
 */
export async function writeInvitedCall(
  work: Work,
  { from, number }: { readonly from: string; readonly number: string },
): Promise<string> {
  const startedAt = new Date()
  const id = uuidv7({ msecs: startedAt.getTime() })
  await repository.insertCall(work.tx, {
    id,
    tenant_id: work.tenantId,
    node_id: null,
    direction: 'outbound',
    state: 'ringing',
    from_value: from,
    number_value: number,
    number_id: null,
    flow_id: null,
    flow_version: null,
    started_at: startedAt,
  })
  const direction = 'outbound'
  await work.publish('call.started', { callId: id, direction, from, number, numberId: null })
  return id
}

/** Takes the call for a node; when it was written down, or `undefined` where another has it or it has ended. */
export async function takeUpInvitedCall(
  work: Work,
  callId: string,
  nodeId: string,
): Promise<Date | undefined> {
  return (await repository.claimPlacedCall(work.tx, callId, nodeId))?.started_at
}

export async function noteWayOfInvited(
  work: Work,
  callId: string,
  { trunkId, callerId }: { readonly trunkId: string; readonly callerId: string },
): Promise<void> {
  await repository.updateLiveCall(work.tx, callId, { from_value: callerId, trunk_id: trunkId })
}

/** Somebody has taken it; `agentId` where it is an agent. */
export async function noteInvitedAnswered(
  work: Work,
  callId: string,
  agentId: string | null,
): Promise<void> {
  const now = new Date()
  const change = { state: 'in_conference', answered_at: now, connected_at: now } as const
  const isLive = await repository.updateLiveCall(work.tx, callId, { ...change, agent_id: agentId })
  if (!isLive) return
  await work.publish('call.answered', { callId })
  if (agentId === null) return
  await work.publish('call.connected', { callId, queueId: null, agentId, waitMs: 0 })
}
