import type { Calendar, SkillNeed } from '@iris/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { QueueRow } from './repository.ts'

/** A queue by its id, or by its name whatever the case. */
export type QueueRef = { readonly id: string } | { readonly name: string }

export interface QueueLoadRow {
  readonly id: string
  /** What its contacts need that say nothing else. */
  readonly needs: readonly SkillNeed[]
  /** Callers on the line. */
  readonly waiting: number
  /** Those who are to be called back, in the same line. */
  readonly callbacks: number
  /** Since when whoever waits on the line has waited longest. */
  readonly oldest: Date | null
  readonly signed_in: number
  readonly available: number
  /** How long the last talks took on average; `null` where there was none for a day. */
  readonly talk_ms: number | null
  readonly wrap_up_ms: number
  readonly emergency: QueueRow['emergency']
  /** Of the opening times it keeps. */
  readonly calendars: readonly Calendar[]
}

/** How it looks in a queue, in one query. The mean is that of the last fifty talks within a day. */
export async function readLoad(tx: Tx, queue: QueueRef): Promise<QueueLoadRow | undefined> {
  const isIt = 'id' in queue ? sql`q.id = ${queue.id}` : sql`lower(q.name) = lower(${queue.name})`
  const { rows } = await sql<QueueLoadRow>`
    select q.id, coalesce(q.routing->'needs', '[]') as needs, q.wrap_up_ms, q.emergency, kept.calendars, line.*, agents.*, talks.talk_ms
    from queues q
    cross join lateral (
      select count(*) filter (where callback_id is null)::int as waiting,
        count(*) filter (where callback_id is not null)::int as callbacks,
        min(waiting_since) filter (where callback_id is null) as oldest
      from queue_entries where queue_id = q.id
    ) line
    cross join lateral (
      select coalesce(jsonb_agg(h.calendar), '[]') as calendars
      from queue_hours k join hours h on h.id = k.hours_id where k.queue_id = q.id
    ) kept
    cross join lateral (
      select count(*) filter (where s.kind <> 'offline')::int as signed_in,
        count(*) filter (where s.kind = 'available')::int as available
      from queue_agents a join agent_states s on s.agent_id = a.agent_id
      where a.queue_id = q.id
    ) agents
    cross join lateral (
      select avg(extract(epoch from ended_at - connected_at) * 1000)::float8 as talk_ms from (
        select c.ended_at, c.connected_at from calls c
        where c.tenant_id = q.tenant_id and c.queue_id = q.id and c.connected_at is not null
          and c.id >= first_uuid_of(now() - interval '1 day') and c.ended_at is not null
        order by c.id desc limit 50
      ) lately
    ) talks
    where ${isIt}`.execute(tx)
  return rows[0]
}
