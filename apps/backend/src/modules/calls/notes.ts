import type { CallNote } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import type { Work } from '../../work.ts'
import { findCall } from './repository.ts'
import { getCall } from './service.ts'

/** The most notes a call may have. */
const mostNotes = 200

/** Notes of a call, for whoever may see the call. */
export async function listCallNotes(
  work: Work,
  principal: Principal,
  callId: string,
): Promise<CallNote[]> {
  await getCall(work, principal, callId)
  const rows = await work.tx
    .selectFrom('call_notes')
    .leftJoin('flows', 'flows.id', 'call_notes.flow_id')
    .select(['call_notes.id', 'call_notes.created_at', 'call_notes.text', 'call_notes.flow_id'])
    .select('flows.name as flow_name')
    .where('call_notes.call_id', '=', callId)
    .orderBy('call_notes.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    at: row.created_at.toISOString(),
    text: row.text,
    flow: row.flow_name === null ? null : { id: row.flow_id, name: row.flow_name },
  }))
}

export type Noted = 'noted' | 'no_call' | 'too_many'

/** Writes a flow's note down on a call's record. */
export async function noteOnCall(
  work: Work,
  note: { readonly callId: string; readonly flowId: string; readonly text: string },
): Promise<Noted> {
  const { callId, flowId, text } = note
  if (!(await findCall(work.tx, callId))) return 'no_call'
  if ((await countNotes(work, callId)) >= mostNotes) return 'too_many'
  const id = uuidv7()
  await work.tx
    .insertInto('call_notes')
    .values({ id, tenant_id: work.tenantId, call_id: callId, flow_id: flowId, text })
    .execute()
  await work.publish('call.noted', { callId, noteId: id })
  return 'noted'
}

async function countNotes(work: Work, callId: string): Promise<number> {
  const row = await work.tx
    .selectFrom('call_notes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('call_id', '=', callId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
