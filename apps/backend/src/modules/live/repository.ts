import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

/** A queue as a wallboard shows it: its line, its agents, and the teams they are of. */
export interface BoardRow {
  readonly id: string
  readonly name: string
  readonly service_level: Tables['queues']['service_level']['__select__']
  readonly limits: Tables['queues']['limits']['__select__']
  readonly waiting: number
  readonly callbacks: number
  readonly oldest: Date | null
  readonly available: number
  readonly busy: number
  readonly not_ready: number
  readonly signed_in: number
  readonly team_ids: readonly string[]
}

/** Every queue of the tenant, in one query. */
export async function readBoardRows(tx: Tx): Promise<readonly BoardRow[]> {
  const { rows } = await sql<BoardRow>`
    select q.id, q.name, q.service_level, q.limits,
      coalesce(line.waiting, 0) as waiting, coalesce(line.callbacks, 0) as callbacks, line.oldest,
      coalesce(a.available, 0) as available, coalesce(a.busy, 0) as busy,
      coalesce(a.not_ready, 0) as not_ready, coalesce(a.signed_in, 0) as signed_in,
      coalesce(a.team_ids, '{}') as team_ids
    from queues q
    left join (
      select queue_id, count(*) filter (where callback_id is null)::int as waiting,
        count(*) filter (where callback_id is not null)::int as callbacks,
        min(waiting_since) filter (where callback_id is null) as oldest
      from queue_entries group by queue_id
    ) line on line.queue_id = q.id
    left join (
      select m.queue_id,
        count(*) filter (where s.kind = 'available')::int as available,
        count(*) filter (where s.kind in ('offering', 'in_call', 'wrap_up'))::int as busy,
        count(*) filter (where s.kind in ('not_ready', 'not_responding'))::int as not_ready,
        count(*) filter (where s.kind <> 'offline')::int as signed_in,
        array_agg(distinct p.team_id) filter (where p.team_id is not null) as team_ids
      from queue_agents m
      left join agent_states s on s.tenant_id = m.tenant_id and s.agent_id = m.agent_id
      left join agent_profiles p on p.tenant_id = m.tenant_id and p.agent_id = m.agent_id
      group by m.queue_id
    ) a on a.queue_id = q.id
    order by q.id`.execute(tx)
  return rows
}

export async function listTeamIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('teams').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}
