import { longestShiftMs } from '@iris/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import { agreements } from './adherence.ts'
import type { Span } from './interval.ts'
import { type Bucket, bucketOf, instant } from './interval-repository.ts'
import { ofAgents, type SomeAgents } from './some-agents.ts'

export interface AdherenceRow {
  readonly from_at: Date
  readonly agent_id: string
  readonly scheduled_ms: number
  readonly adherent_ms: number
}

/**
 * Agents' scheduled time in a span, and how much of it they did what was planned, in the stretches of time that are asked
 * for. From their shifts and their timelines as they stand.
 */
export async function sumAdherence(
  tx: Tx,
  query: Bucket & SomeAgents,
  span: Span,
): Promise<AdherenceRow[]> {
  const [from, to] = [instant(span.from), instant(span.to)]
  const ofAgent = ofAgents(query)
  const agreeing = agreements.map(
    ({ activity, state, reason }) => sql`(${sql.join([activity, state, reason ?? ''])})`,
  )
  const { rows } = await sql<AdherenceRow>`
    with planned as (
      select agent_id, activity,
        range_agg(tstzrange(greatest(from_at, ${from}), least(to_at, ${to}))) as shifts
      from shifts
      where from_at > ${instant(new Date(span.from.getTime() - longestShiftMs))} and from_at < ${to}
        and to_at > ${from} ${ofAgent}
      group by agent_id, activity
    ),
    done as (
      select agent_id, activity, range_agg(
        tstzrange(greatest(began_at, ${from}), least(coalesce(ended_at, ${to}), ${to}))
      ) as times
      from agent_timeline
        join (values ${sql.join(agreeing)}) as agreeing (activity, state, reason)
          on agreeing.state = agent_timeline.state
            and agreeing.reason = coalesce(agent_timeline.reason, '')
      where began_at < ${to} and (ended_at > ${from} or ended_at is null) ${ofAgent}
      group by agent_id, activity
    ),
    parts as (
      select agent_id, false as is_adherent, unnest(shifts) as during from planned
      union all
      select agent_id, true, unnest(shifts * times)
      from planned join done using (agent_id, activity)
    )
    select ${bucketOf(query)} as from_at, agent_id,
      coalesce(round(sum(ms) filter (where not is_adherent)), 0)::bigint as scheduled_ms,
      coalesce(round(sum(ms) filter (where is_adherent)), 0)::bigint as adherent_ms
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
