import type { FlowRunOutcome } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { Tx } from '../../../work.ts'
import { storableJson } from './kept-step.ts'
import type { BufferedRun, TraceBuffer } from './trace-buffer.ts'

/** Steps. */
const mostAtOnce = 500

export type TraceRow = Selectable<Tables['flow_traces']>

const runColumns = [
  'id',
  'flow_id',
  'version',
  'call_id',
  'started_at',
  'ended_at',
  'outcome',
  'visits',
] as const

export type RunRow = Pick<TraceRow, (typeof runColumns)[number]>

/** Writes a batch: what is new of each run goes over what is known of it. For system transactions: it has many tenants. */
export async function writeTraces(tx: Tx, batch: TraceBuffer): Promise<void> {
  for (const runs of inPortions(batch)) await writeRuns(tx, runs)
  await writeCounts(tx, batch)
}

/** Few enough at a time that spelling them out holds nothing up that the process does besides. */
function inPortions({ runs }: TraceBuffer): BufferedRun[][] {
  const portions: BufferedRun[][] = []
  let room = 0
  for (const run of runs.values()) {
    if (room <= 0) {
      portions.push([])
      room = mostAtOnce
    }
    portions.at(-1)?.push(run)
    room -= run.steps.size + 1
  }
  return portions
}

async function writeRuns(tx: Tx, runs: readonly BufferedRun[]): Promise<void> {
  const rows = runs.map(({ run, steps, visits }) => ({
    id: run.id,
    tenant_id: run.tenantId,
    flow_id: run.flowId,
    version: run.version,
    call_id: run.callId,
    started_at: new Date(run.startedAtMs).toISOString(),
    ended_at: run.ended ? new Date(run.ended.atMs).toISOString() : null,
    outcome: run.ended?.outcome ?? null,
    steps: Object.fromEntries(steps),
    visits,
  }))
  await sql`
    insert into flow_traces
      (id, tenant_id, flow_id, version, call_id, started_at, ended_at, outcome, steps, visits)
    select id, tenant_id, flow_id, version, call_id, started_at, ended_at, outcome, steps, visits
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as run (
      id uuid, tenant_id uuid, flow_id uuid, version integer, call_id uuid, started_at timestamptz,
      ended_at timestamptz, outcome text, steps jsonb, visits integer
    )
    on conflict (id) do update set
      ended_at = coalesce(excluded.ended_at, flow_traces.ended_at),
      outcome = coalesce(excluded.outcome, flow_traces.outcome),
      steps = flow_traces.steps || excluded.steps,
      visits = greatest(flow_traces.visits, excluded.visits)`.execute(tx)
}

/** In one order for every process, so that two that count the same never wait for each other in a ring. */
async function writeCounts(tx: Tx, { counts }: TraceBuffer): Promise<void> {
  if (counts.size === 0) return
  const rows = [...counts.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { tenantId, flowId, version, minuteMs, block, exit, count }]) => ({
      tenant_id: tenantId,
      flow_id: flowId,
      version,
      minute: new Date(minuteMs).toISOString(),
      block,
      exit,
      count,
    }))
  await sql`
    insert into flow_exit_counts (tenant_id, flow_id, version, minute, block, exit, count)
    select tenant_id, flow_id, version, minute, block, exit, count
    from rows from (jsonb_to_recordset(${storableJson(rows)}::jsonb) as (
      tenant_id uuid, flow_id uuid, version integer, minute timestamptz, block text, exit text, count integer
    )) with ordinality as counted order by ordinality
    on conflict (tenant_id, flow_id, minute, version, block, exit)
      do update set count = flow_exit_counts.count + excluded.count`.execute(tx)
}

export function listRuns(
  tx: Tx,
  flowId: string,
  page: {
    readonly outcome: FlowRunOutcome | 'running' | undefined
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<RunRow[]> {
  let runs = tx
    .selectFrom('flow_traces')
    .select(runColumns)
    .where('flow_id', '=', flowId)
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.outcome === 'running') runs = runs.where('ended_at', 'is', null)
  else if (page.outcome !== undefined) runs = runs.where('outcome', '=', page.outcome)
  if (page.before !== undefined) runs = runs.where('id', '<', page.before)
  return runs.execute()
}

export function findTrace(tx: Tx, flowId: string, runId: string): Promise<TraceRow | undefined> {
  return tx
    .selectFrom('flow_traces')
    .selectAll()
    .where('id', '=', runId)
    .where('flow_id', '=', flowId)
    .executeTakeFirst()
}

export function listTracesOfCall(tx: Tx, callId: string): Promise<TraceRow[]> {
  return tx
    .selectFrom('flow_traces')
    .selectAll()
    .where('call_id', '=', callId)
    .orderBy('id')
    .limit(50)
    .execute()
}

export function countLeft(
  tx: Tx,
  flowId: string,
  wish: { readonly since: Date; readonly version: number | undefined },
): Promise<{ block: string; exit: string; count: number }[]> {
  let counts = tx
    .selectFrom('flow_exit_counts')
    .select(['block', 'exit', sql<number>`sum(count)::integer`.as('count')])
    .where('flow_id', '=', flowId)
    .where('minute', '>=', wish.since)
    .groupBy(['block', 'exit'])
  if (wish.version !== undefined) counts = counts.where('version', '=', wish.version)
  return counts.execute()
}

/** How many runs stand at each block now. */
export async function countInside(
  tx: Tx,
  flowId: string,
  version: number | undefined,
): Promise<{ block: string; count: number }[]> {
  const { rows } = await sql<{ block: string; count: number }>`
    select step ->> 'block' as block, count(*)::integer as count
    from flow_traces, jsonb_each(steps) as taken (visit, step)
    where flow_id = ${flowId} and ended_at is null and step -> 'leftAt' = 'null' and not step ? 'flow'
      and (${version ?? null}::integer is null or version = ${version ?? null}::integer)
    group by 1`.execute(tx)
  return rows
}
