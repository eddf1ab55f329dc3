import type { CallQuality, CallStep, Consult, Programme, Supervision } from '@iris/contracts'
import type { Selectable, Updateable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

/** A placed call that no process has taken up for so long never will be. */
const claimWithinMs = 15_000

type CallRow = Selectable<Tables['calls']>

/** A call with the names of its queue and agent as they are today. */
export type NamedCallRow = CallRow & { queue_name: string | null; agent_name: string | null }

const namedCalls = (tx: Tx) =>
  tx
    .selectFrom('calls')
    .leftJoin('queues', 'queues.id', 'calls.queue_id')
    .leftJoin('users', 'users.id', 'calls.agent_id')
    .selectAll('calls')
    .select(['queues.name as queue_name', 'users.name as agent_name'])

export interface CallFilter {
  readonly before?: string | undefined
  readonly state?: 'live' | 'ended' | undefined
  readonly queueId?: string | undefined
  readonly agentId?: string | undefined
  readonly number?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit: number
}

/** Calls newest first; reads one more than the limit, to know whether there is a next page. */
export function listCalls(tx: Tx, filter: CallFilter): Promise<NamedCallRow[]> {
  let select = namedCalls(tx)
    .orderBy('calls.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.before !== undefined) select = select.where('calls.id', '<', filter.before)
  if (filter.state === 'live') select = select.where('calls.ended_at', 'is', null)
  if (filter.state === 'ended') select = select.where('calls.ended_at', 'is not', null)
  if (filter.queueId !== undefined) select = select.where('calls.queue_id', '=', filter.queueId)
  if (filter.agentId !== undefined) {
    select = select
      .innerJoin('call_agents', 'call_agents.call_id', 'calls.id')
      .where('call_agents.agent_id', '=', filter.agentId)
  }
  if (filter.from !== undefined) select = select.where('calls.id', '>=', firstIdOf(filter.from))
  if (filter.to !== undefined) select = select.where('calls.id', '<', firstIdOf(filter.to))
  if (filter.number !== undefined && filter.number !== '') {
    const pattern = `%${filter.number.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll(/[\s()-]/g, '')}%`
    select = select.where((eb) =>
      eb.or([eb('calls.from_value', 'like', pattern), eb('calls.number_value', 'like', pattern)]),
    )
  }
  return select.execute()
}

/** The first UUIDv7 of an instant (RFC 9562 §5.7), so that a time is a bound on ids. */
function firstIdOf(timestamp: string): string {
  const ms = Math.max(0, Date.parse(timestamp)).toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`
}

export function findCall(tx: Tx, id: string): Promise<NamedCallRow | undefined> {
  return namedCalls(tx).where('calls.id', '=', id).executeTakeFirst()
}

/** Notes that an agent talks in a call. */
export async function noteAgent(
  tx: Tx,
  row: { readonly tenant_id: string; readonly agent_id: string; readonly call_id: string },
): Promise<void> {
  await tx
    .insertInto('call_agents')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Whether an agent has talked in a call. */
export async function hasTalked(tx: Tx, callId: string, agentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('call_agents')
    .select('call_id')
    .where('call_id', '=', callId)
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  return row !== undefined
}

export function findCallers(
  tx: Tx,
  ids: readonly string[],
): Promise<Pick<CallRow, 'id' | 'direction' | 'from_value' | 'number_value'>[]> {
  if (ids.length === 0) return Promise.resolve([])
  const columns = ['id', 'direction', 'from_value', 'number_value'] as const
  return tx.selectFrom('calls').select(columns).where('id', 'in', ids).execute()
}

type NewCall = Pick<
  CallRow,
  | 'id'
  | 'tenant_id'
  | 'node_id'
  | 'direction'
  | 'state'
  | 'from_value'
  | 'number_value'
  | 'number_id'
  | 'flow_id'
  | 'flow_version'
  | 'started_at'
> & {
  readonly trunk_id?: string | null
  readonly programme?: Programme | undefined
  readonly status_callback_url?: string | null
}

export async function insertCall(tx: Tx, { programme, ...call }: NewCall): Promise<void> {
  await tx
    .insertInto('calls')
    .values({ ...call, path: '[]', ...(programme && { programme: JSON.stringify(programme) }) })
    .execute()
}

type CallChange = Omit<
  Updateable<Tables['calls']>,
  'id' | 'tenant_id' | 'path' | 'consult' | 'supervision' | 'quality' | 'programme'
> & {
  quality?: CallQuality | null
  path?: readonly CallStep[]
  consult?: Consult | null
  supervision?: Supervision | null
}

/** Takes a call that was placed, for the node that is to make it; `undefined` when another has it, or it has ended. */
export async function claimPlacedCall(
  tx: Tx,
  id: string,
  nodeId: string,
): Promise<
  Pick<CallRow, 'tenant_id' | 'flow_id' | 'flow_version' | 'programme' | 'started_at'> | undefined
> {
  return await tx
    .updateTable('calls')
    .set({ node_id: nodeId })
    .where('id', '=', id)
    .where('node_id', 'is', null)
    .where('ended_at', 'is', null)
    .returning(['tenant_id', 'flow_id', 'flow_version', 'programme', 'started_at'])
    .executeTakeFirst()
}

/** Ends a placed call that no process has taken up; false when one has, or it has ended. */
export async function withdrawPlacedCall(tx: Tx, id: string): Promise<boolean> {
  const ended = await tx
    .updateTable('calls')
    .set({ state: 'ended', ended_at: new Date(), cause: 'ORIGINATOR_CANCEL', ended_by: 'system' })
    .where('id', '=', id)
    .where('node_id', 'is', null)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}

/** Changes a call that has not ended; false when it has. */
export async function updateLiveCall(tx: Tx, id: string, change: CallChange): Promise<boolean> {
  const { path, consult, supervision, quality, ...columns } = change
  const updated = await tx
    .updateTable('calls')
    .set({
      ...columns,
      ...(path && { path: JSON.stringify(path) }),
      ...(consult !== undefined && { consult: consult && JSON.stringify(consult) }),
      ...(supervision !== undefined && { supervision: supervision && JSON.stringify(supervision) }),
      ...(quality && { quality: JSON.stringify(quality) }),
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return updated !== undefined
}

/** Live calls, of every tenant, carried by none of the nodes. One that was just placed may yet be taken up. */
export function listAbandoned(tx: Tx, livingNodes: readonly string[]) {
  const unclaimedSince = new Date(Date.now() - claimWithinMs)
  let select = tx.selectFrom('calls').select(['id', 'tenant_id']).where('ended_at', 'is', null)
  if (livingNodes.length > 0) {
    select = select.where((eb) =>
      eb.or([
        eb('node_id', 'not in', livingNodes),
        eb.and([eb('node_id', 'is', null), eb('started_at', '<', unclaimedSince)]),
      ]),
    )
  }
  return select.limit(1000).execute()
}
