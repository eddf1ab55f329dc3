import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../apps/backend/src/config.ts'
import { type Ground, openGround } from '../apps/backend/src/ground.ts'
import {
  type AgentFigures,
  workOutAgentFigures,
} from '../apps/backend/src/modules/figures/agent-figures.ts'
import { keepFiguresOf } from '../apps/backend/src/modules/figures/keeping.ts'
import { sumAgentFigures } from '../apps/backend/src/modules/figures/kept-agent-figures.ts'
import type { Tx } from '../apps/backend/src/work.ts'
import { type Figure, ms, percentile } from './figures.ts'

const agents = 500
const rounds = 7
const minute = 60_000
/** Seven minutes into a quarter: that much of the day is not over. */
const now = new Date('2026-11-25T12:07:00.000Z')
const span = { from: new Date('2026-11-24T12:00:00.000Z'), to: now }
const query = { every: '1d', zone: 'Europe/Berlin', from: span.from } as const

/**
 * A day of 500 agents who do something else every five minutes, have a chat in hand half of the time, and shifts: their occupancy
 * and adherence as they are kept and as they are worked out, in the same run.
 */
export async function measureAgentFigures(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'iris-bench-agent-figures-'))
  const settings = { IRIS_DATA_DIR: dataDir, IRIS_LOG_LEVEL: 'error' }
  const ground = await openGround(readConfig(settings, dataDir))
  try {
    return await measure(ground)
  } finally {
    await ground.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure({ database }: Ground): Promise<Figure[]> {
  const tenantId = randomUUID()
  await database.asSystem((tx) => fill(tx, tenantId))
  const read = <Result>(task: (tx: Tx) => Promise<Result>) => database.asTenant(tenantId, task)
  const keep = (at: Date) => timed(() => keepFiguresOf(database, tenantId, at))
  const keepDay = await keep(new Date(now.getTime() - 15 * minute))
  await database.asSystem((tx) => sql`analyze agent_figure_intervals`.execute(tx))
  const keepQuarter = await keep(now)
  const [worked, told]: number[][] = [[], []]
  let apartMs = 0
  for (let round = 0; round < rounds; round += 1) {
    const workedOut = await timed(() => read((tx) => workOutAgentFigures(tx, query, span)))
    const kept = await timed(() => read((tx) => sumAgentFigures(tx, query, span)))
    worked?.push(workedOut.tookMs)
    told?.push(kept.tookMs)
    apartMs = Math.max(apartMs, apart(workedOut.result, kept.result))
  }
  await read((tx) =>
    sql`update shifts set activity = 'training' where activity = 'break'`.execute(tx),
  )
  const changed = await timed(() => read((tx) => sumAgentFigures(tx, query, span)))
  const keepAnew = await keep(now)
  return [
    { name: 'worked out', value: median(worked ?? []) },
    { name: 'kept', value: median(told ?? []), target: '100 ms' },
    { name: 'they differ', value: `by ${apartMs} ms at most`, target: '0' },
    { name: 'a break of everybody changed, before it is kept', value: ms(changed.tookMs) },
    { name: 'keeping that anew', value: ms(keepAnew.tookMs) },
    { name: 'keeping a quarter', value: ms(keepQuarter.tookMs) },
    { name: 'keeping the day', value: ms(keepDay.tookMs) },
  ]
}

const median = (samples: readonly number[]) =>
  `${ms(percentile(samples, 0.5))} (${ms(Math.min(...samples))} to ${ms(Math.max(...samples))})`

async function timed<Result>(task: () => Promise<Result>) {
  const startedMs = performance.now()
  const result = await task()
  return { result, tookMs: performance.now() - startedMs }
}

/** By how much any two sums differ. */
function apart(rows: readonly AgentFigures[], others: readonly AgentFigures[]): number {
  const keyOf = ({ fromAt, agentId }: AgentFigures) => `${fromAt.getTime()} ${agentId}`
  const known = new Map(others.map((row) => [keyOf(row), row]))
  if (rows.length !== others.length) return Infinity
  const sums = ['occupiedMs', 'idleMs', 'scheduledMs', 'adherentMs'] as const
  return Math.max(
    ...rows.flatMap((row) => {
      const other = known.get(keyOf(row))
      return sums.map((sum) => (other ? Math.abs(row[sum] - other[sum]) : Infinity))
    }),
  )
}

async function fill(tx: Tx, tenantId: string): Promise<void> {
  const own = { id: tenantId, name: 'Bench', country: 'DE', time_zone: 'Europe/Berlin' }
  await tx.insertInto('tenants').values(own).execute()
  await sql`
    insert into users (id, tenant_id, name, email, password_hash, roles)
    select gen_random_uuid(), ${tenantId}, 'Agent ' || number, number || '@bench.example', 'none', '{agent}'
    from generate_series(1, ${agents}::int) as number`.execute(tx)
  // Some at a time: a statement may last 15 s.
  for (let first = 1; first <= agents; first += 50) await fillDays(tx, tenantId, first)
  await sql`analyze agent_timeline, shifts, contact_legs`.execute(tx)
}

/** Each begins at another second, works round the clock, and is in the last state still. */
async function fillDays(tx: Tx, tenantId: string, first: number): Promise<void> {
  const agent = sql`(
    select id, split_part(name, ' ', 2)::int as number from users
    where tenant_id = ${tenantId} and split_part(name, ' ', 2)::int between ${first}::int and ${first + 49}::int
  ) as agent`
  const began = sql`${span.from}::timestamptz + (number % 300) * interval '1 s'`
  await sql`
    insert into agent_timeline (id, tenant_id, agent_id, state, reason, began_at, ended_at, cause)
    select gen_random_uuid(), ${tenantId}, id,
      (array['available', 'in_call', 'wrap_up', 'not_ready'])[1 + step % 4],
      case when step % 4 = 3 then 'break' end,
      ${began} + step * interval '5 min',
      case when step < 287 then ${began} + (step + 1) * interval '5 min' end, '{"kind":"agent"}'
    from ${agent}, generate_series(0, 287) as step`.execute(tx)
  await sql`
    insert into shifts (tenant_id, agent_id, activity, from_at, to_at)
    select ${tenantId}, id, case when step % 4 = 2 then 'break' else 'work' end,
      ${began} + step * interval '2 h', ${began} + step * interval '2 h' + interval '110 min'
    from ${agent}, generate_series(0, 12) as step`.execute(tx)
  await sql`
    with chats as (
      insert into contacts (id, tenant_id, channel, direction, from_value, subject, started_at)
      select gen_random_uuid(), ${tenantId}, 'chat', 'inbound', id::text, '', ${began} + step * interval '20 min'
      from ${agent}, generate_series(0, 71) as step
      returning id, from_value, started_at
    )
    insert into contact_legs
      (id, tenant_id, contact_id, kind, channel, direction, agent_id, began_at, ended_at, facts)
    select gen_random_uuid(), ${tenantId}, id, 'talk', 'chat', 'inbound', from_value::uuid, started_at,
      started_at + interval '10 min', '{}' from chats`.execute(tx)
}
