import type { Work } from '../../work.ts'
import { insertCall, noteAgent, updateLiveCall } from './repository.ts'

/** A call in which an agent calls somebody back who waited in a queue. */
export interface CallbackCall {
  readonly id: string
  readonly nodeId: string
  readonly number: string
  readonly callerId: string | null
  readonly queueId: string
  readonly waitingSince: Date
  readonly agentId: string
}

/** Writes the call down that is about to be made. The node that does it must say that it carries it. */
export async function writeCallbackCall(work: Work, call: CallbackCall): Promise<void> {
  const { id, nodeId, number, callerId, queueId, waitingSince, agentId } = call
  const from = callerId ?? ''
  await insertCall(work.tx, {
    id,
    tenant_id: work.tenantId,
    node_id: nodeId,
    direction: 'outbound',
    state: 'ringing',
    from_value: from,
    number_value: number,
    number_id: null,
    flow_id: null,
    flow_version: null,
    started_at: new Date(),
  })
  await noteAgent(work.tx, { tenant_id: work.tenantId, agent_id: agentId, call_id: id })
  await updateLiveCall(work.tx, id, {
    agent_id: agentId,
    queue_id: queueId,
    queued_at: waitingSince,
  })
  await work.publish('call.started', {
    callId: id,
    direction: 'outbound',
    from,
    number,
    numberId: null,
  })
}
