import {
  type AgentTime,
  type IntervalRow,
  noTotals,
  type RouteRequest,
  type routes,
} from '@iris/contracts'
import type { Database } from '@iris/platform'
import { csvMedia } from '../../http/csv.ts'
import type { Media } from '../../http/media.ts'
import { found, invalidField } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { Tx, Work } from '../../work.ts'
import { findTenant } from '../identity/repository.ts'
import { addTime, noTime } from './agent-time.ts'
import { spanOf } from './interval.ts'
import { intervalCells, intervalColumns } from './interval-table.ts'
import * as repository from './interval-repository.ts'
import type { IntervalQuery, SummedRow } from './interval-repository.ts'
import { sumAgentFigures } from './kept-agent-figures.ts'
import { ratesOf } from './totals.ts'

type AskedIntervals = RouteRequest<(typeof routes)['listIntervals']>['query']

const dayMs = 86_400_000
const longestMs = 31 * dayMs
const mostRows = 20_000

/** Figures by stretches of time, oldest first. Refuses what would be too much for one answer. */
export async function listIntervals(work: Work, asked: AskedIntervals): Promise<IntervalRow[]> {
  const query = await read(work, asked)
  const rows = await rowsOf(work.tx, query, mostRows + 1)
  if (rows.length <= mostRows) return rows
  throw invalidField('?to', `More than ${mostRows} rows: ask for less time, or for the CSV.`)
}

/** The same as a table, read a day at a time while it is sent. */
export async function exportIntervals(
  { work, database }: { readonly work: Work; readonly database: Database<Tables> },
  asked: AskedIntervals,
): Promise<Media> {
  const query = await read(work, asked)
  const { tenantId } = work
  return csvMedia('intervals.csv', intervalColumns, async function* () {
    for (const part of partsOf(query)) {
      const rows = await database.asTenant(tenantId, (tx) => rowsOf(tx, part, undefined))
      yield rows.map(intervalCells)
    }
  })
}

async function read({ tx, tenantId }: Work, asked: AskedIntervals): Promise<IntervalQuery> {
  const [from, to] = [new Date(asked.from), new Date(asked.to)]
  if (to.getTime() - from.getTime() > longestMs) {
    throw invalidField('?to', 'At most 31 days after from.')
  }
  const { time_zone: zone } = found(await findTenant(tx, tenantId), 'tenant')
  return { ...asked, from, to, zone }
}

/** Only quarters can be told a day at a time, wherever the day begins: longer stretches must be whole. */
function partsOf(query: IntervalQuery): IntervalQuery[] {
  if (query.every !== '15m') return [query]
  const parts = []
  for (let at = query.from.getTime(); at < query.to.getTime(); at += dayMs) {
    const to = new Date(Math.min(query.to.getTime(), at + dayMs))
    parts.push({ ...query, from: new Date(at), to })
  }
  return parts
}

async function rowsOf(
  tx: Tx,
  query: IntervalQuery,
  limit: number | undefined,
): Promise<IntervalRow[]> {
  const sums = await repository.sumIntervals(tx, query, limit)
  return hasAgentTime(query)
    ? withTime(sums, await agentTimes(tx, query))
    : sums.map((row) => present(row, null))
}

/** Agents' time is of no queue, channel or number. */
function hasAgentTime({ by, queueId, channel, numberId }: IntervalQuery): boolean {
  const isFiltered = [queueId, channel, numberId].some((value) => value !== undefined)
  return by.length === 1 && by[0] === 'agent' && !isFiltered
}

type Key = Pick<SummedRow, 'from_at' | 'agent_id'>

const keyOf = ({ from_at, agent_id }: Key) => `${from_at.toISOString()} ${agent_id ?? ''}`

interface TimeOf {
  readonly of: Key
  readonly time: AgentTime
}

/** The time of every agent who was there, or was to be, in each stretch. */
async function agentTimes(tx: Tx, query: IntervalQuery): Promise<Map<string, TimeOf>> {
  const now = new Date()
  const times = new Map<string, TimeOf>()
  const change = (of: Key, to: (time: AgentTime) => AgentTime) =>
    times.set(keyOf(of), { of, time: to(times.get(keyOf(of))?.time ?? noTime) })
  for (const row of await repository.sumAgentTime(tx, query, now)) {
    change(row, (time) => addTime(time, row))
  }
  const agentIds = query.agentId === undefined ? undefined : [query.agentId]
  for (const row of await sumAgentFigures(tx, { ...query, agentIds }, spanOf(query, now))) {
    const { fromAt: from_at, agentId: agent_id, ...figures } = row
    change({ from_at, agent_id }, (time) => ({ ...time, ...figures }))
  }
  return times
}

/** Agents who were there without a contact have a row too. */
function withTime(sums: readonly SummedRow[], times: ReadonlyMap<string, TimeOf>): IntervalRow[] {
  const rows = new Map(sums.map((row) => [keyOf(row), row]))
  const nothing = { queue_id: null, channel: null, number_id: null, totals: noTotals }
  for (const [key, { of }] of times) {
    if (!rows.has(key)) rows.set(key, { from_at: of.from_at, agent_id: of.agent_id, ...nothing })
  }
  return [...rows.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, row]) =>
      present(row, row.agent_id === null ? null : (times.get(key)?.time ?? noTime)),
    )
}

function present(row: SummedRow, agentTime: AgentTime | null): IntervalRow {
  const { totals } = row
  return {
    from: row.from_at.toISOString(),
    queueId: row.queue_id,
    agentId: row.agent_id,
    channel: row.channel,
    numberId: row.number_id,
    totals,
    agentTime,
    rates: ratesOf(totals, agentTime),
  }
}
