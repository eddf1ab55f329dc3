import type { StateCause } from '@iris/contracts'
import type { Work } from '../../work.ts'
import { listWorkOf } from '../agent-work/repository.ts'
import { finish } from '../agent-work/service.ts'
import { lockOffersTo } from '../queues/repository.ts'
import { endOffer } from '../routing/offers.ts'
import { findAgentForUpdate } from './repository.ts'
import { moveAgent } from './service.ts'

/**
 * Takes an agent offline: what is offered to them goes back to its place at once, and after-call work is over. A call goes
 * on, and leaves them offline; chats wait for them for a while (`agent-work/reapers.ts`).
 */
export async function signOff(work: Work, agentId: string, cause: StateCause): Promise<void> {
  const entries = await lockOffersTo(work.tx, agentId)
  const agent = await findAgentForUpdate(work.tx, agentId)
  if (!agent) return
  const { state } = agent
  const isOther =
    state.kind === 'offering' && !entries.some(({ contact_id: id }) => id === state.callId)
  // A colleague's call rings, or an offer has come this instant: it ends by itself, and leaves them offline.
  if (isOther) {
    const next = { kind: 'offline' } as const
    await moveAgent(work, agentId, { kind: 'choose', next, phoneReady: false }, cause)
  } else {
    await moveAgent(work, agentId, { kind: 'gone' }, cause)
  }
  for (const { contact_id: contactId } of entries) {
    await endOffer(work, { contactId, agentId }, { outcome: 'withdrawn' })
  }
  for (const one of await listWorkOf(work.tx, agentId)) {
    if (one.phase === 'wrap_up') await finish(work, one)
  }
}

/** Takes back whatever is offered to an agent. They are then what they had chosen to be next. */
export async function withdrawOffers(work: Work, agentId: string): Promise<void> {
  for (const { contact_id: contactId } of await lockOffersTo(work.tx, agentId)) {
    await endOffer(work, { contactId, agentId }, { outcome: 'withdrawn' })
  }
}
