import type { Channel } from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import type { Work } from '../../work.ts'
import { takeDisposition } from './disposition-repository.ts'

/** An agent's part in a contact that is over, with its after-call work where there was any. */
interface Part {
  readonly agentId: string
  readonly contactId: string
  readonly channel: Channel
  /** After-call work, and whose rules it went by; `undefined` where there was none. */
  readonly wrapUp: { readonly queueId: string | null; readonly sinceMs: number } | undefined
}

/**
 * Tells that an agent is done with a contact, and what they say came of it. Without after-call work there is something to
 * tell only where they said so.
 */
export async function tellWrappedUp(work: Work, part: Part): Promise<void> {
  const { agentId, contactId, channel, wrapUp } = part
  const said = await takeDisposition(work.tx, part)
  if (!said && !wrapUp) return
  await work.publish('contact.wrapped_up', {
    contactId,
    channel,
    queueId: said?.queue_id ?? wrapUp?.queueId ?? null,
    agentId,
    since: new Date(wrapUp?.sinceMs ?? Date.now()).toISOString(),
    disposition: said?.disposition ?? null,
  })
}

/** The same for a call, whenever an agent goes on from it or from the work after it. */
export async function tellOfCallLeft(
  work: Work,
  agentId: string,
  { before, after }: { readonly before: AgentState; readonly after: AgentState },
): Promise<void> {
  if (before.kind !== 'in_call' && before.kind !== 'wrap_up') return
  if ('callId' in after && after.callId === before.callId) return
  await tellWrappedUp(work, {
    agentId,
    contactId: before.callId,
    channel: 'voice',
    wrapUp: before.kind === 'wrap_up' ? before : undefined,
  })
}
