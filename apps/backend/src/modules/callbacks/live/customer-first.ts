import type { LegId } from '@iris/telephony'
import type { DoWork } from '../../../work.ts'
import type { OutsideLine } from '../../calls/live/dialling/dial-out.ts'
import { CallLedger } from '../../calls/live/ledger/ledger.ts'
import { updateLiveCall } from '../../calls/repository.ts'
import { leaveLine } from '../../queues/line.ts'
import type { CallbackRow } from '../repository.ts'
import type { OfferLedger } from './offer-ledger.ts'

/** How long somebody's telephone rings who asked to be called back. */
const ringTimeoutMs = 45_000

interface Parts {
  readonly nodeId: string
  readonly doWork: DoWork
  readonly line: Pick<OutsideLine, 'dial'>
}

/** A customer who has taken the call while an agent is kept for them. */
export interface CustomerTaken {
  readonly leg: LegId
  /** The number of ours that they were shown. */
  readonly callerId: string
}

/**
 * Calls a customer while the agent to whom the callback is offered is kept for them; aborted, where that agent has gone. Gives
 * the customer's leg; `undefined` where the callback is not that agent's any more, or nobody has taken the call: that is then
 * written down, and the agent is free.
 */
export async function callCustomer(
  { nodeId, doWork, line }: Parts,
  row: CallbackRow,
  how: { readonly ledger: OfferLedger; readonly keptMs: number; readonly giveUp: AbortSignal },
): Promise<CustomerTaken | undefined> {
  const { tenant_id: tenantId, call_id: callId, number_value: number } = row
  const { ledger, keptMs, giveUp } = how
  if (!(await ledger.dialling(row, ringTimeoutMs + keptMs))) return undefined
  let callerId = row.caller_id ?? ''
  const dialled = await line
    .dial({
      tenantId,
      number,
      callerId: undefined,
      ...(row.caller_id !== null && { preferredCallerId: row.caller_id }),
      ringTimeoutMs,
      signal: giveUp,
      async asking(way) {
        callerId = way.callerId
        const change = { from_value: way.callerId, trunk_id: way.trunkId }
        await doWork(tenantId, null, (work) => updateLiveCall(work.tx, callId, change))
      },
    })
    .catch(() => ({ kind: 'failed', cause: 'NORMAL_TEMPORARY_FAILURE', by: 'failure' }) as const)
  if (dialled.kind === 'answered') return { leg: dialled.leg, callerId }
  await doWork(tenantId, null, (work) => leaveLine(work, callId, 'left'))
  const called = { id: callId, tenantId, nodeId, startedAtMs: Date.now(), from: callerId, number }
  await new CallLedger(doWork, { ...called, numberId: null, flow: undefined }).ended({
    atMs: Date.now(),
    cause: dialled.cause,
    by: endedBy(dialled.by, giveUp.aborted),
    path: [],
    queueId: row.queue_id,
    agentId: null,
    talkMs: 0,
    quality: null,
    agents: [],
  })
  return undefined
}

function endedBy(by: 'party' | 'us' | 'failure', agentHasGone: boolean) {
  if (by === 'party') return 'callee'
  return agentHasGone ? 'agent' : 'system'
}
