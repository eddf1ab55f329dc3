import type { CallOrder } from '@iris/contracts'
import type { Work } from '../../../work.ts'
import { moveAgent } from '../../agents/service.ts'
import { findCall } from '../repository.ts'
import type { AgentMove } from './ledger/ledger.ts'

interface Call {
  readonly callId: string
  readonly phoneReady: (agentId: string) => boolean
}

/** What frees whoever an order has reserved for its call, where it comes too late to be carried out. */
export function reservedBy(order: CallOrder, { callId, phoneReady }: Call): AgentMove | undefined {
  switch (order.kind) {
    case 'transfer':
    case 'consult':
      return order.to.kind === 'agent'
        ? { agentId: order.to.agent.id, event: { kind: 'offer_withdrawn', callId } }
        : undefined
    case 'pick_up':
      return joined(order.agent.id)
    case 'supervise':
      return joined(order.supervisor.id)
    default:
      return undefined
  }

  function joined(agentId: string): AgentMove {
    const after = { wrapUpMs: 0, phoneReady: phoneReady(agentId) }
    return { agentId, event: { kind: 'call_ended', callId, ...after } }
  }
}

/** Frees whoever an order has reserved, if its call has ended; else another process carries the call, and the order. */
export async function letGo(work: Work, call: Call, order: CallOrder): Promise<void> {
  const reserved = reservedBy(order, call)
  const isOver = reserved && (await findCall(work.tx, call.callId))?.ended_at
  if (isOver) await moveAgent(work, reserved.agentId, reserved.event)
}
