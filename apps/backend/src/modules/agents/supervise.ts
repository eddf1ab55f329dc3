import type { Agent, CallOrder, NextState } from '@iris/contracts'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findWork, type PartOf } from '../agent-work/repository.ts'
import { finish } from '../agent-work/service.ts'
import { findCall, type NamedCallRow } from '../calls/repository.ts'
import { endOffer, lockOffered } from '../routing/offers.ts'
import { causedBy, type Person } from './cause.ts'
import { type AgentRow, findAgentForUpdate } from './repository.ts'
import { getAgent, moveAgent, moveOrRefuse, type PhoneReady } from './service.ts'
import { signOff } from './sign-off.ts'

/**
 * Makes an agent what somebody else wants them to be; during a call, an offer or after-call work it is what comes next.
 * Offline they are at once, a call aside.
 */
export async function setStateFor(
  work: Work,
  by: Person,
  { agentId, next, phoneReady }: { agentId: string; next: NextState; phoneReady: PhoneReady },
): Promise<Agent> {
  await work.audit('agent.state_set', agentId, { ...next })
  if (next.kind === 'offline') {
    await getAgent(work, agentId)
    await signOff(work, agentId, causedBy(by))
    return getAgent(work, agentId)
  }
  const isReady = phoneReady(agentId)
  const event = { kind: 'choose', next, phoneReady: isReady } as const
  const moved = await moveAgent(work, agentId, event, causedBy(by))
  if (moved.kind !== 'refused') return getAgent(work, agentId)
  // The words of a refusal are for the agent.
  await getAgent(work, agentId)
  throw new Refusal('conflict', {
    detail: isReady ? moved.message : 'Their phone is not connected, so no call could reach them.',
  })
}

/** Ends whatever an agent has of a contact: an offer goes back to its place, a call is hung up, after-call work is over. */
export async function finishFor(
  work: Work,
  by: Person,
  { agentId, contactId, phoneReady }: PartOf & { readonly phoneReady: PhoneReady },
): Promise<Agent> {
  const part = { agentId, contactId }
  const offered = await lockOffered(work, part)
  const agent = found(await findAgentForUpdate(work.tx, agentId), 'agent')
  const mine = await findWork(work.tx, part)
  await work.audit('agent.contact_finished', agentId, { contactId })
  if (offered) {
    // Else it would be offered to the same agent at once.
    await endOffer(work, part, { outcome: 'rejected', reason: `Ended by ${by.name}` })
  } else if (mine) {
    await finish(work, mine)
  } else {
    await finishCall(work, by, { agent, contactId, isReady: phoneReady(agentId) })
  }
  return getAgent(work, agentId)
}

async function finishCall(
  work: Work,
  by: Person,
  given: { readonly agent: AgentRow; readonly contactId: string; readonly isReady: boolean },
): Promise<void> {
  const { agent, contactId: callId, isReady: phoneReady } = given
  const { id, state } = agent
  if (!('callId' in state) || state.callId !== callId) {
    throw new Refusal('conflict', { detail: `${agent.name} has no such contact in hand.` })
  }
  const call = await findCall(work.tx, callId)
  const isLive = call !== undefined && call.ended_at === null
  switch (state.kind) {
    case 'wrap_up':
      await moveOrRefuse(work, id, { kind: 'wrap_up_finished', phoneReady }, causedBy(by))
      return
    case 'offering':
      if (isLive) return stopRing(work, by, { callId, agentId: id })
      await moveOrRefuse(work, id, { kind: 'offer_withdrawn', callId }, causedBy(by))
      return
    case 'in_call': {
      if (isLive) return work.publish('call.ordered', { callId, order: orderToLeave(call, id) })
      const over = { kind: 'call_ended', callId, wrapUpMs: 0, phoneReady } as const
      await moveOrRefuse(work, id, over, causedBy(by))
    }
  }
}

/** Takes back a ring: of a transfer, a consult, a flow or a conference. It may have been ordered only now, before the call says so. */
async function stopRing(
  work: Work,
  { id, name }: Person,
  { callId, agentId }: { readonly callId: string; readonly agentId: string },
): Promise<void> {
  const order = { kind: 'decline', agentId, by: { id, name } } as const
  await work.publish('call.ordered', { callId, order })
}

/** What takes an agent out of a call: who is asked or listens leaves it, and whoever has it ends it. */
function orderToLeave(call: NamedCallRow, agentId: string): CallOrder {
  const { consult, supervision } = call
  if (supervision?.supervisor.id === agentId) return { kind: 'stop_supervising' }
  const isAsked = consult?.party.kind === 'agent' && consult.party.agent.id === agentId
  return isAsked ? { kind: 'cancel' } : { kind: 'hangup', as: 'supervisor' }
}
