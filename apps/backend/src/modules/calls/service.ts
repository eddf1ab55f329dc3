import { type Call, mayDo } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, Refusal } from '../../problem.ts'
import type { Tx, Work } from '../../work.ts'
import { getAgent } from '../agents/service.ts'
import { countryOf } from '../identity/tenant.ts'
import { partyOf } from './party.ts'
import { presentCall } from './present.ts'
import * as repository from './repository.ts'

type Query = Omit<repository.CallFilter, 'before'> & { readonly cursor?: string | undefined }

/** Calls newest first. Whoever may read only their own calls gets those, whatever they ask for. */
export async function listCalls(work: Work, principal: Principal, query: Query) {
  const { cursor, ...filter } = query
  const own = !mayDo(principal.roles, 'calls:read')
  const mayMonitor = mayDo(principal.roles, 'calls:monitor')
  if (own && filter.agentId !== undefined && filter.agentId !== principal.userId) {
    throw new Refusal('forbidden', { detail: 'You may read your own calls only.' })
  }
  const [rows, country] = await Promise.all([
    repository.listCalls(work.tx, {
      ...filter,
      ...(own && { agentId: principal.userId }),
      before: cursor === undefined ? undefined : idFromCursor(cursor),
    }),
    countryOf(work.tx, work.tenantId),
  ])
  return pageOf(rows, query.limit, cursorOf, (row) => presentCall(row, { country, mayMonitor }))
}

/** One call, for those who may read all, its agent, and whoever is being rung for it. */
export async function getCall(work: Work, principal: Principal, id: string): Promise<Call> {
  const row = await repository.findCall(work.tx, id)
  const visible =
    mayDo(principal.roles, 'calls:read') ||
    (await repository.hasTalked(work.tx, id, principal.userId)) ||
    (await contactInHand(work, principal.userId)) === id
  return presentCall(found(visible ? row : undefined, 'call'), {
    country: await countryOf(work.tx, work.tenantId),
    mayMonitor: mayDo(principal.roles, 'calls:monitor'),
  })
}

async function contactInHand(work: Work, agentId: string): Promise<string | undefined> {
  const { state } = await getAgent(work, agentId)
  return 'callId' in state ? state.callId : undefined
}

/** Who calls, or is called, by call id. */
export async function callersOf(
  tx: Tx,
  callIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return new Map((await repository.findCallers(tx, callIds)).map((row) => [row.id, partyOf(row)]))
}
