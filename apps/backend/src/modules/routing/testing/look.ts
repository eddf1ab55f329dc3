import { sql } from 'kysely'
import type { Tx } from '../../../work.ts'

/** Offers and contradictions, as one statement saw them. */
export interface Look {
  /** Agents by contact: several where all are rung. */
  readonly offers: ReadonlyMap<string, readonly string[]>
  /** Contacts and agents. */
  readonly odd: readonly string[]
}

/** Whom each contact is offered to, and agents and places that say different things of the same offer. */
export async function lookAt(tx: Tx): Promise<Look> {
  const { rows } = await sql<{ id: string; agent_id: string | null }>`
    with offers as (
      select contact_id, channel, unnest(array_prepend(offered_to, also_offered_to)) as agent_id
      from queue_entries where offered_to is not null
    )
    select contact_id as id, agent_id from offers
    union all
    select agent_id, null from agent_states s where kind = 'offering' and not exists (
      select from offers o
      where o.agent_id = s.agent_id and o.contact_id::text = state ->> 'callId')
    union all
    select contact_id, null from offers o
    where channel = 'voice' and not exists (
      select from agent_states s
      where s.agent_id = o.agent_id and kind = 'offering' and state ->> 'callId' = o.contact_id::text)
    union all
    select contact_id, null from offers o
    where channel <> 'voice' and not exists (
      select from agent_work w
      where w.contact_id = o.contact_id and w.agent_id = o.agent_id and phase = 'offered')
    union all
    select contact_id, null from agent_work w where phase = 'offered' and not exists (
      select from offers o
      where o.contact_id = w.contact_id and o.agent_id = w.agent_id)`.execute(tx)
  const offers = new Map<string, string[]>()
  for (const { id, agent_id } of rows) {
    if (agent_id !== null) offers.set(id, [...(offers.get(id) ?? []), agent_id])
  }
  return { offers, odd: rows.flatMap((row) => (row.agent_id === null ? [row.id] : [])) }
}
