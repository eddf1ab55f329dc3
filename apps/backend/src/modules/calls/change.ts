import { type CallChange, type CallOrder, programmeOf } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findPublished, ledBy, requireProgramming } from './place.ts'
import * as repository from './repository.ts'

/** Orders a running call to do something else from now on, or to end by another time. */
export async function changeCall(
  work: Work,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: CallChange },
): Promise<void> {
  const call = found(await repository.findCall(work.tx, id), 'call')
  const order = await newLeading(work, principal, change)
  const objection = objectionTo(call, order !== undefined)
  if (objection !== undefined) throw new Refusal('conflict', { detail: objection })
  const { timeLimitMs } = change
  const led = order ? ledBy(change) : {}
  await work.audit('call.changed', id, {
    ...led,
    ...(timeLimitMs !== undefined && { timeLimitMs }),
  })
  if (order) await work.publish('call.ordered', { callId: id, order })
  if (timeLimitMs !== undefined) {
    await work.publish('call.ordered', { callId: id, order: { kind: 'limit', timeLimitMs } })
  }
}

async function newLeading(
  work: Work,
  principal: Principal,
  change: CallChange,
): Promise<CallOrder | undefined> {
  const programme = programmeOf(change)
  if (programme) {
    requireProgramming(principal)
    return { kind: 'lead', programme }
  }
  if (change.flowId === undefined) return undefined
  const { id: flowId } = await findPublished(work, change.flowId)
  return { kind: 'lead_by_flow', flowId }
}

/** Why a call cannot be changed as it stands; `undefined` where it can. */
function objectionTo(call: repository.NamedCallRow, isLed: boolean): string | undefined {
  if (call.state === 'ended') return 'The call has ended.'
  if (call.direction === 'outbound' && call.answered_at === null && call.connected_at === null) {
    return 'The call has not been answered yet.'
  }
  if (!isLed) return undefined
  if (call.consult) return 'A colleague is being consulted in the call.'
  if (call.state === 'parked' || call.state === 'transferring') {
    return 'The call is being given from one to another.'
  }
  return undefined
}
