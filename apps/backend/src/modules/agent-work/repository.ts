import { type Selectable, sql } from 'kysely'
import type { HeldPlace } from '../../tables/routing.ts'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type WorkRow = Selectable<Tables['agent_work']>

/** An agent's part in a contact without a call. */
export interface PartOf {
  readonly agentId: string
  readonly contactId: string
}

/** The agent is locked by whoever asks: what is there stays until the transaction ends. */
export function findWork(tx: Tx, { agentId, contactId }: PartOf): Promise<WorkRow | undefined> {
  return tx
    .selectFrom('agent_work')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
}

export function listWorkOf(tx: Tx, agentId: string): Promise<WorkRow[]> {
  return tx
    .selectFrom('agent_work')
    .selectAll()
    .where('agent_id', '=', agentId)
    .orderBy('contact_id')
    .execute()
}

/** The agent works on it from now on. */
export async function activate(tx: Tx, part: PartOf, place: HeldPlace): Promise<void> {
  await tx
    .updateTable('agent_work')
    .set({
      phase: 'active',
      since: sql<Date>`clock_timestamp()`,
      ends_at: null,
      place: JSON.stringify(place),
    })
    .where('agent_id', '=', part.agentId)
    .where('contact_id', '=', part.contactId)
    .execute()
}

/** After-call work of so many milliseconds begins; `null` for until the agent ends it. */
export async function beginWrapUp(tx: Tx, part: PartOf, lastsMs: number | null): Promise<void> {
  const now = Date.now()
  await tx
    .updateTable('agent_work')
    .set({
      phase: 'wrap_up',
      since: new Date(now),
      ends_at: lastsMs === null ? null : new Date(now + lastsMs),
    })
    .where('agent_id', '=', part.agentId)
    .where('contact_id', '=', part.contactId)
    .execute()
}

/** After-call work lasts until then, and cannot be extended again. */
export async function extendWrapUp(tx: Tx, part: PartOf, endsAt: Date): Promise<void> {
  await tx
    .updateTable('agent_work')
    .set({ ends_at: endsAt, extended: true })
    .where('agent_id', '=', part.agentId)
    .where('contact_id', '=', part.contactId)
    .execute()
}

export async function deleteWork(tx: Tx, { agentId, contactId }: PartOf): Promise<void> {
  await tx
    .deleteFrom('agent_work')
    .where('agent_id', '=', agentId)
    .where('contact_id', '=', contactId)
    .execute()
}

/** What has run out, of every tenant: offers that were let pass, and after-call work. For reapers. */
export function listRunOut(tx: Tx): Promise<WorkRow[]> {
  return tx
    .selectFrom('agent_work')
    .selectAll()
    .where('ends_at', '<=', sql<Date>`clock_timestamp()`)
    .orderBy('ends_at')
    .limit(500)
    .execute()
}

/** What is offered to agents who are offline, of every tenant. For reapers. */
export function listOfferedToNobody(tx: Tx): Promise<WorkRow[]> {
  return tx
    .selectFrom('agent_work')
    .innerJoin('agent_states', 'agent_states.agent_id', 'agent_work.agent_id')
    .selectAll('agent_work')
    .where('agent_states.kind', '=', 'offline')
    .where('agent_work.phase', '=', 'offered')
    .limit(500)
    .execute()
}

/** What agents who have been offline for so long were working on, of every tenant. For reapers. */
export function listLeftBehind(tx: Tx, graceMs: number): Promise<WorkRow[]> {
  const before = Date.now() - graceMs
  return tx
    .selectFrom('agent_work')
    .innerJoin('agent_states', 'agent_states.agent_id', 'agent_work.agent_id')
    .selectAll('agent_work')
    .where('agent_states.kind', '=', 'offline')
    .where(sql<boolean>`(agent_states.state->>'sinceMs')::float8 <= ${before}`)
    .limit(500)
    .execute()
}
