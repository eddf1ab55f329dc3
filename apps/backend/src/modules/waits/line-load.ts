import type { SkillNeed } from '@iris/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../work.ts'

/** Whose wait is asked for: a contact that waits, or whoever came to the queue now with these needs. */
export type Asker =
  | { readonly contactId: string }
  | { readonly queueId: string; readonly needs: readonly SkillNeed[] }

/** How the line looks to whoever asks. */
export interface LineLoad {
  readonly needs: readonly SkillNeed[]
  /** Whether it is offered to somebody already. */
  readonly isOffered: boolean
  /**
   * How many are taken before it and not offered to anybody yet: of each line, the share that falls to the agents who could
   * take it. Where one of these is idle, nobody waits for them in other lines, and only its own counts.
   */
  readonly ahead: number
  /** Agents who could take it, and those of them who are idle. */
  readonly agents: number
  readonly free: number
}

/** Reads it in one query; `undefined` for a contact that waits no more. */
export async function readLineLoad(tx: Tx, asker: Asker): Promise<LineLoad | undefined> {
  const { rows } = await sql<LineLoad>`
    with me as (${whoAsks(asker)}),
    serving as (
      select a.queue_id, a.agent_id, s.kind from queue_agents a
      join agent_states s on s.agent_id = a.agent_id
      where s.kind in ('available', 'offering', 'in_call', 'wrap_up')
    ),
    mine as (
      select a.agent_id, a.kind from serving a join me on me.queue_id = a.queue_id
      where ${fits('me')}
    ),
    line as (
      select e.queue_id, e.needs, count(*)::int as waiting from queue_entries e, me
      where e.offered_to is null and ${isBefore}
      group by e.queue_id, e.needs
    ),
    shared as (
      select l.queue_id, l.waiting * avg((a.agent_id in (select agent_id from mine))::int) as waiting
      from line l join serving a on a.queue_id = l.queue_id
      where ${fits('l')}
      group by l.queue_id, l.needs, l.waiting
    ),
    counts as (
      select count(*)::int as agents, count(*) filter (where kind = 'available')::int as free
      from mine
    )
    select me.needs, me.is_offered as "isOffered", counts.agents, counts.free,
      (case
        when counts.free > 0
        then (select coalesce(sum(waiting), 0) from line where line.queue_id = me.queue_id)
        else (select coalesce(sum(waiting), 0) from shared)
      end)::float8 as ahead
    from me, counts`.execute(tx)
  return rows[0]
}

function whoAsks(asker: Asker): RawBuilder<unknown> {
  if ('contactId' in asker) {
    return sql`
      select e.contact_id, e.queue_id, e.needs, e.band, e.waiting_since, e.offered_to is not null as is_offered,
        q.aging, e.priority - q.aging * extract(epoch from e.waiting_since) / 60 as head_start
      from queue_entries e
      join (
        select id, coalesce((routing->>'agingPerMinute')::float8, 0) as aging from queues
      ) q on q.id = e.queue_id
      where e.contact_id = ${asker.contactId}`
  }
  const needs = JSON.stringify(asker.needs)
  return sql`
    select null::uuid as contact_id, ${asker.queueId}::uuid as queue_id, ${needs}::jsonb as needs, 0 as band,
      now() as waiting_since, false as is_offered, 0::float8 as aging, 0::float8 as head_start`
}

/** Whether `e` is served before whoever asks: everybody before whoever comes now; else by band, then as its queue says. */
const isBefore = sql`(
  me.contact_id is null or e.band > me.band or (
    e.band = me.band and case
      when e.queue_id <> me.queue_id then e.waiting_since < me.waiting_since
      else (me.head_start, e.waiting_since, e.contact_id) <
        (e.priority - me.aging * extract(epoch from e.waiting_since) / 60, me.waiting_since, me.contact_id)
    end
  )
)`

/** Whether the agent `a` has every skill that a row's `needs` tell. */
function fits(row: 'me' | 'l'): RawBuilder<unknown> {
  return sql`not exists (
    select from jsonb_to_recordset(${sql.ref(`${row}.needs`)}) as need("skillId" uuid, level int)
    where not exists (
      select from agent_skills k
      where k.agent_id = a.agent_id and k.skill_id = need."skillId" and k.level >= need.level
    )
  )`
}
