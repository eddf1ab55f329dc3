import { sql } from 'kysely'
import type { Tx } from '../../work.ts'

interface Of {
  readonly tenantId: string
  readonly agentId: string
}

export async function saveTab(
  tx: Tx,
  { tenantId, agentId }: Of,
  { tabId, lastsMs }: { readonly tabId: string; readonly lastsMs: number },
): Promise<void> {
  const beat_until = fromNow(lastsMs)
  await tx
    .insertInto('agent_tabs')
    .values({ tenant_id: tenantId, agent_id: agentId, tab_id: tabId, beat_until })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id', 'tab_id']).doUpdateSet({ beat_until }),
    )
    .execute()
}

/** False where it was not known. */
export async function deleteTab(tx: Tx, agentId: string, tabId: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('agent_tabs')
    .where('agent_id', '=', agentId)
    .where('tab_id', '=', tabId)
    .returning('tab_id')
    .executeTakeFirst()
  return gone !== undefined
}

/** Whether another browser of the agent is there. */
export async function hasTab(tx: Tx, agentId: string): Promise<boolean> {
  const tab = await tx
    .selectFrom('agent_tabs')
    .select('tab_id')
    .where('agent_id', '=', agentId)
    .where('beat_until', '>', fromNow(0))
    .limit(1)
    .executeTakeFirst()
  return tab !== undefined
}

/** Until when the agent is believed to be there: as long as the last of their browsers, or so long from now. */
export async function believe(tx: Tx, { tenantId, agentId }: Of, lastsMs: number): Promise<void> {
  await sql`
    insert into agent_states (tenant_id, agent_id, state, beat_until)
    select ${tenantId}, id, jsonb_build_object(
      'kind', 'offline', 'sinceMs', floor(extract(epoch from created_at) * 1000)
    ), ${fromNow(lastsMs)}
    from users where id = ${agentId}
    on conflict (tenant_id, agent_id) do update set beat_until = greatest(
      excluded.beat_until,
      (select max(t.beat_until) from agent_tabs t where t.agent_id = excluded.agent_id)
    )`.execute(tx)
}

/** Nothing is expected of the agent's browsers any more. */
export async function forgetBeats(tx: Tx, agentId: string): Promise<void> {
  await tx.deleteFrom('agent_tabs').where('agent_id', '=', agentId).execute()
  await tx
    .updateTable('agent_states')
    .set({ beat_until: null })
    .where('agent_id', '=', agentId)
    .execute()
}

/** Agents, of every tenant, whose browsers were not heard of in time; those in a call are left until it is over. */
export function listSilent(tx: Tx): Promise<{ tenant_id: string; agent_id: string }[]> {
  return tx
    .selectFrom('agent_states')
    .select(['tenant_id', 'agent_id'])
    .where('beat_until', '<=', fromNow(0))
    .where('kind', '!=', 'in_call')
    .limit(500)
    .execute()
}

/** Whether nothing has been heard of one since: the agent is locked. */
export async function isSilent(tx: Tx, agentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('agent_states')
    .select('agent_id')
    .where('agent_id', '=', agentId)
    .where('beat_until', '<=', fromNow(0))
    .where('kind', '!=', 'in_call')
    .executeTakeFirst()
  return row !== undefined
}

/** By the database's clock, whichever process asks. */
const fromNow = (ms: number) => sql<Date>`clock_timestamp() + ${`${ms} ms`}::interval`
