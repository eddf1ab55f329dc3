import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { Span } from './interval.ts'
import { type Bucket, bucketOf, instant } from './interval-repository.ts'
import { ofAgents, type SomeAgents } from './some-agents.ts'

export interface OccupancyRow {
  readonly from_at: Date
  readonly agent_id: string
  readonly occupied_ms: number
  readonly idle_ms: number
}

/**
 * Agents' time in a span with a contact of any channel in hand, and free without one, in the stretches of time that are
 * asked for. A span ends now at the latest: what lasts counts up to its end. Several contacts at once are one time: so it is made of the contacts' legs, and of the timelines for calls.
 */
export async function sumOccupancy(
  tx: Tx,
  query: Bucket & SomeAgents,
  span: Span,
): Promise<OccupancyRow[]> {
  const [from, to] = [instant(span.from), instant(span.to)]
  const ofAgent = ofAgents(query)
  const during = sql`tstzrange(greatest(began_at, ${from}), least(coalesce(ended_at, ${to}), ${to}))`
  const isWithin = sql`began_at < ${to} and (ended_at > ${from} or ended_at is null) ${ofAgent}`
  const { rows } = await sql<OccupancyRow>`
    with written as (
      select agent_id, began_at, ended_at from contact_legs
      where kind in ('talk', 'wrap_up') and channel <> 'voice' and agent_id is not null
      union all
      -- After-call work that goes on has no leg yet.
      select agent_id, since, null from agent_work where phase <> 'offered'
    ),
    hands as (
      select agent_id, range_agg(${during}) as held from written where ${isWithin} group by agent_id
    ),
    states as (
      select agent_id, range_agg(${during}) as there,
        range_agg(${during}) filter (where state in ('in_call', 'wrap_up')) as on_calls,
        range_agg(${during}) filter (where state in ('available', 'offering')) as ready
      from agent_timeline where state <> 'offline' and ${isWithin} group by agent_id
    ),
    times as (
      select agent_id, there, coalesce(held, '{}') as held, coalesce(on_calls, '{}') as on_calls,
        coalesce(ready, '{}') as ready
      from states left join hands using (agent_id)
    ),
    parts as (
      select agent_id, true as is_occupied, unnest(on_calls + held * there) as during from times
      union all
      select agent_id, false, unnest(ready - held) from times
    )
    select ${bucketOf(query)} as from_at, agent_id,
      coalesce(round(sum(ms) filter (where is_occupied)), 0)::bigint as occupied_ms,
      coalesce(round(sum(ms) filter (where not is_occupied)), 0)::bigint as idle_ms
    from parts
      cross join generate_series(date_bin('15 min', lower(during), 'epoch'), upper(during), '15 min') as from_at
      cross join lateral (
        select extract(
          epoch from least(upper(during), from_at + interval '15 min') - greatest(lower(during), from_at)
        ) * 1000
      ) as part (ms)
    where ms > 0
    group by 1, 2
    order by 1, 2`.execute(tx)
  return rows
}
