import {
  noTotals,
  type QueueStats,
  type Rates,
  type StatsWindow,
  type Totals,
} from '@iris/contracts'
import type { Database } from '@iris/platform'
import { found } from '../../problem.ts'
import type { Tables } from '../../tables.ts'
import type { Tx, Work } from '../../work.ts'
import { contactsSince } from '../contacts/repository.ts'
import { findTenant } from '../identity/repository.ts'
import { countsOf } from './counts.ts'
import { quarterOf } from './interval.ts'
import * as repository from './interval-repository.ts'
import { addTotals, ratesOf } from './totals.ts'

const minutes = { '5m': 5, '15m': 15, '30m': 30 } as const

/** A queue's figures over a window that ends now. */
export async function queueStats(
  work: Work,
  queueId: string,
  window: StatsWindow,
): Promise<QueueStats> {
  const queues = await repository.queueIds(work.tx)
  found(
    queues.find((id) => id === queueId),
    'queue',
  )
  const stats = await readStats(work, window, queueId)
  return stats.of(queueId)
}

/** Those of every queue. */
export async function allStats(work: Work, window: StatsWindow): Promise<QueueStats[]> {
  const stats = await readStats(work, window)
  return (await repository.queueIds(work.tx)).map(stats.of)
}

async function readStats({ tx, tenantId }: Work, window: StatsWindow, queueId?: string) {
  const nowMs = Date.now()
  const fromMs = await beginningOf(tx, tenantId, { window, nowMs })
  const totals =
    window === 'interval' || window === 'today'
      ? await repository.totalsByQueue(tx, new Date(fromMs), queueId)
      : await countedSince(tx, { fromMs, nowMs }, queueId)
  const [from, to] = [new Date(fromMs).toISOString(), new Date(nowMs).toISOString()]
  return {
    of: (id: string): QueueStats => ({
      queueId: id,
      window,
      from,
      to,
      ...figuresOf(totals.get(id)),
    }),
  }
}

async function beginningOf(
  tx: Tx,
  tenantId: string,
  { window, nowMs }: { readonly window: StatsWindow; readonly nowMs: number },
): Promise<number> {
  if (window === 'interval') return quarterOf(nowMs)
  if (window === 'today') return beginningOfDay(tx, tenantId, nowMs)
  return nowMs - minutes[window] * 60_000
}

/** When the tenant's day began. */
async function beginningOfDay(tx: Tx, tenantId: string, nowMs: number): Promise<number> {
  const { time_zone: zone } = found(await findTenant(tx, tenantId), 'tenant')
  return (await repository.dayBegan(tx, new Date(nowMs), zone)).getTime()
}

/** A window that begins in the middle of an interval is counted from the contacts themselves. */
async function countedSince(
  tx: Tx,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
  queueId: string | undefined,
): Promise<Map<string, Totals>> {
  const totals = new Map<string, Totals>()
  for (const contact of await contactsSince(tx, new Date(fromMs), queueId)) {
    for (const count of countsOf(contact)) {
      if (count.queueId === null || count.atMs < fromMs || count.atMs > nowMs) continue
      const before = totals.get(count.queueId) ?? noTotals
      totals.set(count.queueId, addTotals(before, count.totals))
    }
  }
  return totals
}

interface Figures {
  readonly totals: Totals
  readonly rates: Rates
}

function figuresOf(totals: Totals = noTotals): Figures {
  return { totals, rates: ratesOf(totals) }
}

/** What a wallboard shows of a queue: the quarter of an hour that runs, and the day. */
interface BoardFigures {
  readonly interval: Figures
  readonly today: Figures
}

/**
 * The figures of a tenant's wallboards, in one query for the interval and one for the day. Queues in which nothing
 * happened today are not in it: `nothing` is theirs.
 */
export function boardFigures(
  database: Database<Tables>,
  tenantId: string,
  nowMs = Date.now(),
): Promise<{
  readonly intervalFrom: string
  readonly queues: ReadonlyMap<string, BoardFigures>
  readonly nothing: BoardFigures
}> {
  return database.asTenant(tenantId, async (tx) => {
    const intervalFromMs = quarterOf(nowMs)
    const day = new Date(await beginningOfDay(tx, tenantId, nowMs))
    const interval = await repository.totalsByQueue(tx, new Date(intervalFromMs))
    const today = await repository.totalsByQueue(tx, day)
    const ids = [...today.keys()]
    return {
      intervalFrom: new Date(intervalFromMs).toISOString(),
      queues: new Map(
        ids.map((id) => [
          id,
          { interval: figuresOf(interval.get(id)), today: figuresOf(today.get(id)) },
        ]),
      ),
      nothing: { interval: figuresOf(), today: figuresOf() },
    }
  })
}
