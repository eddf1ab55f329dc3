import type { DeskContact } from '@iris/contracts'
import { found } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { choiceSoFar, wrapUpRules } from '../agents/dispositions.ts'
import { findAgent } from '../agents/repository.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { heardByAgent } from './live/ledger/control-ledger.ts'
import { partyOf } from './party.ts'
import { findCall, type NamedCallRow } from './repository.ts'

/** What an agent's desk shows of the call in hand; `null` when it never came to a queue or is unknown. */
export async function deskContactOf(
  work: Work,
  callId: string,
  userId: string,
): Promise<DeskContact | null> {
  const call = await findCall(work.tx, callId)
  // A caller who came to no queue is nobody's contact but of whoever talks with them; a call of the agent's own never does.
  const isNobodys = call?.queue_id === null && call.agent_id !== userId
  if (!call || (call.direction === 'inbound' && isNobodys)) return null
  const country = await countryOf(work.tx, work.tenantId)
  const part = partOf(call, userId)
  const own = call.direction === 'inbound' ? call.number_value : call.from_value
  return {
    callId,
    direction: call.direction,
    from: displayNumber(partyOf(call), country),
    number: displayNumber(own, country),
    queue: call.queue_id === null ? null : { id: call.queue_id, name: call.queue_name ?? '' },
    waitingSince: call.queued_at?.toISOString() ?? null,
    connectedAt: call.connected_at?.toISOString() ?? null,
    endedAt: call.ended_at?.toISOString() ?? null,
    part,
    agent: call.agent_id === null ? null : { id: call.agent_id, name: call.agent_name ?? '' },
    consult: call.consult,
    inConference: call.state === 'in_conference',
    supervision: part === 'supervisor' ? call.supervision : heardByAgent(call.supervision),
    quality: call.quality,
    ...(await afterCallOf(work, call, { userId, part })),
  }
}

/** What is to be said of the call, and was, by whoever has or had it. */
async function afterCallOf(
  work: Work,
  call: NamedCallRow,
  { userId, part }: { readonly userId: string; readonly part: DeskContact['part'] },
): Promise<Pick<DeskContact, 'wrapUp' | 'disposition'>> {
  if (part !== 'agent') return { wrapUp: null, disposition: null }
  const { state } = found(await findAgent(work.tx, userId), 'agent')
  // It may wait in another queue by now.
  const queueId = state.kind === 'wrap_up' ? state.queueId : call.queue_id
  return {
    wrapUp: (queueId !== null && (await wrapUpRules(work, queueId))) || null,
    disposition: await choiceSoFar(work, { agentId: userId, contactId: call.id }),
  }
}

function partOf({ consult, supervision }: NamedCallRow, userId: string): DeskContact['part'] {
  if (consult?.party.kind === 'agent' && consult.party.agent.id === userId) return 'consulted'
  return supervision?.supervisor.id === userId ? 'supervisor' : 'agent'
}
