import type { Channel, intervalDimensions, Totals } from '@iris/contracts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { TimePiece } from './agent-time.ts'
import { summed } from './columns.ts'

type Dimension = (typeof intervalDimensions)[number]
type Every = '15m' | '1h' | '1d' | 'all'

export interface IntervalQuery {
  /** Quarters that begin from then on, and before then. */
  readonly from: Date
  readonly to: Date
  readonly by: readonly Dimension[]
  readonly every: Every
  /** The zone that hours and days begin in. */
  readonly zone: string
  readonly queueId?: string | undefined
  readonly agentId?: string | undefined
  readonly channel?: Channel | undefined
  readonly numberId?: string | undefined
}

export interface SummedRow {
  readonly from_at: Date
  readonly queue_id: string | null
  readonly agent_id: string | null
  readonly channel: Channel | null
  readonly number_id: string | null
  readonly totals: Totals
}

const columnsOf = {
  queue: 'queue_id',
  agent: 'agent_id',
  channel: 'channel',
  number: 'number_id',
} as const

/** Sums of intervals, oldest first; at most `limit` rows, where there is one. */
export async function sumIntervals(
  tx: Tx,
  query: IntervalQuery,
  limit: number | undefined,
): Promise<SummedRow[]> {
  const kept = Object.entries(columnsOf).map(([dimension, column]) => ({
    column,
    isKept: query.by.some((one) => one === dimension),
  }))
  const selected = kept.map(({ column, isKept }) =>
    isKept ? sql`${sql.ref(column)}` : sql`null as ${sql.ref(column)}`,
  )
  const { rows } = await sql<SummedRow>`
    select ${bucketOf(query)} as from_at, ${sql.join(selected)}, ${summed()} as totals
    from figure_intervals
    where from_at >= ${query.from} and from_at < ${query.to} ${sql.join(filtersOf(query), sql` `)}
    group by 1, 2, 3, 4, 5
    order by 1, 2 nulls first, 3 nulls first, 4, 5 nulls first
    limit ${limit ?? null}`.execute(tx)
  return rows
}

/** What stretches of time figures are told in. */
export type Bucket = Pick<IntervalQuery, 'every' | 'zone' | 'from'>

/** The stretch of time that an interval is told in. */
export function bucketOf({ every, zone, from }: Bucket): RawBuilder<Date> {
  switch (every) {
    case '15m':
      return sql`from_at`
    case '1h':
      return sql`date_trunc('hour', from_at, ${sql.lit(zone)})`
    case '1d':
      return sql`date_trunc('day', from_at, ${sql.lit(zone)})`
    case 'all':
      return instant(from)
  }
}

/** An instant that stands in the statement itself, for the planner to know how much of a table is within a span: connections plan without parameters. */
export function instant(at: Date): RawBuilder<Date> {
  return sql`${sql.lit(at.toISOString())}::timestamptz`
}

function filtersOf({ queueId, agentId, channel, numberId }: IntervalQuery): RawBuilder<unknown>[] {
  const wanted = { queue_id: queueId, agent_id: agentId, channel, number_id: numberId }
  return Object.entries(wanted).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`and ${sql.ref(column)} = ${value}`],
  )
}

export interface TimeRow extends Pick<TimePiece, 'state' | 'reason' | 'ms'> {
  readonly from_at: Date
  readonly agent_id: string
}

/** Agents' time by state, told in the same stretches; what they do right now counts up to `now`. */
export async function sumAgentTime(tx: Tx, query: IntervalQuery, now: Date): Promise<TimeRow[]> {
  const { from, to, agentId } = query
  const ofAgent = agentId === undefined ? sql`` : sql`and agent_id = ${agentId}`
  const { rows } = await sql<TimeRow>`
    with pieces as (
      select from_at, agent_id, state, reason, ms from agent_intervals
      where from_at >= ${from} and from_at < ${to} ${ofAgent}
      union all
      select from_at, agent_id, state, reason,
        extract(epoch from least(${now}, from_at + interval '15 min') - greatest(began_at, from_at)) * 1000
      from agent_timeline, generate_series(
        date_bin('15 min', began_at, 'epoch'), ${now}::timestamptz, '15 min'
      ) as from_at
      where ended_at is null and state <> 'offline' and from_at >= ${from} and from_at < ${to} ${ofAgent}
    )
    select ${bucketOf(query)} as from_at, agent_id, state, reason, round(sum(ms))::bigint as ms
    from pieces where ms > 0
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4`.execute(tx)
  return rows
}

/** What happened in queues since an interval began, by queue. */
export async function totalsByQueue(
  tx: Tx,
  since: Date,
  queueId?: string,
): Promise<Map<string, Totals>> {
  const ofQueue = queueId === undefined ? sql`` : sql`and queue_id = ${queueId}`
  const { rows } = await sql<{ queue_id: string; totals: Totals }>`
    select queue_id, ${summed()} as totals from figure_intervals
    where from_at >= ${since} and queue_id is not null ${ofQueue}
    group by queue_id`.execute(tx)
  return new Map(rows.map((row) => [row.queue_id, row.totals]))
}

export async function queueIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('queues').select('id').orderBy('name').execute()
  return rows.map(({ id }) => id)
}

/** When the day of an instant began in a zone. */
export async function dayBegan(tx: Tx, at: Date, zone: string): Promise<Date> {
  const { rows } = await sql<{ began: Date }>`
    select date_trunc('day', ${at}::timestamptz, ${zone}) as began`.execute(tx)
  return rows[0]?.began ?? at
}
