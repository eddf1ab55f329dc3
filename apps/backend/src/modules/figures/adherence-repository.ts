import { longestShiftMs } from '@iris/contracts'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import { agreements } from './adherence.ts'
import { spanOf } from './interval.ts'
import { bucketOf, type IntervalQuery } from './interval-repository.ts'

export interface AdherenceRow {
  readonly from_at: Date
  readonly agent_id: string
  readonly scheduled_ms: number
  readonly adherent_ms: number
}

/**
 * Agents' scheduled time up to `now`, and how much of it they did what was planned, in the stretches of time that are
 * asked for. From their shifts and their timelines as they stand: nothing of it is kept, so nothing has to be put right.
 */
export async function sumAdherence(
  tx: Tx,
  query: IntervalQuery,
  now: Date,
): Promise<AdherenceRow[]> {
  const { from, to } = spanOf(query, now)
  if (from >= to) return []
  const ofAgent = query.agentId === undefined ? sql`` : sql`and agent_id = ${query.agentId}`
  const agreeing = agreements.map(
    ({ activity, state, reason }) => sql`(${sql.join([activity, state, reason ?? ''])})`,
  )
  const { rows } = await sql<AdherenceRow>`
    with planned as (
      select agent_id, activity, greatest(from_at, ${from}) as began, least(to_at, ${to}) as ended
      from shifts
      where from_at > ${new Date(from.getTime() - longestShiftMs)} and from_at < ${to}
        and to_at > ${from} ${ofAgent}
    ),
    done as (
      select planned.agent_id, greatest(stretch.began_at, planned.began) as began,
        least(coalesce(stretch.ended_at, planned.ended), planned.ended) as ended
      from planned
        join agent_timeline stretch on stretch.agent_id = planned.agent_id
          and stretch.began_at < planned.ended
          and (stretch.ended_at > planned.began or stretch.ended_at is null)
          -- Stretches follow each other: none that began before the one the shift began in reaches into it.
          and stretch.began_at >= coalesce((
            select max(began_at) from agent_timeline earlier
            where earlier.agent_id = planned.agent_id and earlier.began_at <= planned.began
          ), planned.began)
        join (values ${sql.join(agreeing)}) as agreeing (activity, state, reason)
          on agreeing.activity = planned.activity and agreeing.state = stretch.state
            and agreeing.reason = coalesce(stretch.reason, '')
    ),
    parts as (
      select agent_id, began, ended, false as is_adherent from planned
      union all
      select agent_id, began, ended, true from done
    )
    select ${bucketOf(query)} as from_at, agent_id,
      coalesce(round(sum(ms) filter (where not is_adherent)), 0)::bigint as scheduled_ms,
      coalesce(round(sum(ms) filter (where is_adherent)), 0)::bigint as adherent_ms
    from parts
      cross join generate_series(date_bin('15 min', began, 'epoch'), ended, '15 min') as from_at
      cross join lateral (
        select extract(epoch from least(ended, from_at + interval '15 min') - greatest(began, from_at)) * 1000
      ) as part (ms)
    where ms > 0
    group by 1, 2
    order by 1, 2`.execute(tx)
  return rows
}
