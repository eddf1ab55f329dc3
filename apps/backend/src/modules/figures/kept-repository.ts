import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { AgentFigures } from './agent-figures.ts'
import type { ChangedSpan, NotedChange } from './changed-spans.ts'
import type { Span } from './interval.ts'
import { type Bucket, bucketOf, instant } from './interval-repository.ts'
import { ofAgents, type SomeAgents } from './some-agents.ts'

/** Until when agents' figures are kept; nothing where none are yet. */
export async function keptUntil(tx: Tx): Promise<Date | undefined> {
  const row = await tx.selectFrom('agent_figures_kept').select('until_at').executeTakeFirst()
  return row?.until_at
}

/** The same, for whoever moves it on until the transaction ends; nothing where somebody else does. */
export async function lockKeptUntil(tx: Tx, tenantId: string): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('agent_figures_kept')
    .select('until_at')
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row?.until_at
}

/**
 * Begins to keep a tenant's figures, from the quarter on in which the first agent was there, and from an instant at the latest. Who
 * was planned before then was absent: that is worked out as what has changed.
 */
export async function beginKeeping(tx: Tx, tenantId: string, latest: Date): Promise<void> {
  await sql`
    with begun as (
      insert into agent_figures_kept (tenant_id, until_at)
      select ${tenantId}, date_bin('15 min', least(min(began_at), ${latest}), 'epoch') from agent_timeline
      on conflict do nothing
      returning until_at
    )
    insert into agent_figure_changes (tenant_id, agent_id, from_at, to_at)
    select tenant_id, agent_id, from_at, to_at from shifts, begun where from_at < until_at`.execute(
    tx,
  )
}

export async function moveKeptUntil(tx: Tx, tenantId: string, until: Date): Promise<void> {
  await tx
    .updateTable('agent_figures_kept')
    .set({ until_at: until })
    .where('tenant_id', '=', tenantId)
    .execute()
}

/** Tenants of whom complete quarters are not kept before an instant, or do not hold any more. For the worker. */
export async function tenantsToKeep(tx: Tx, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from tenants left join agent_figures_kept as kept on kept.tenant_id = tenants.id
    where until_at is null or until_at < ${before} or exists (
      select from agent_figure_changes as change
      where change.tenant_id = tenants.id and change.from_at < until_at
    )
    order by id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** What has changed since it was kept and reaches into a span. */
export async function listChanges(
  tx: Tx,
  query: SomeAgents,
  { from, to }: Span,
): Promise<NotedChange[]> {
  const { rows } = await sql<ChangeRow>`
    select agent_id, ${fromMs}, ${toMs} from agent_figure_changes
    where from_at < ${instant(to)} and to_at > ${instant(from)} ${ofAgents(query)}`.execute(tx)
  return rows.map(readChange)
}

/** Takes the changes of so many agents at most from before an instant, to work out anew what was kept of them. */
export async function takeChanges(tx: Tx, before: Date, agents: number): Promise<NotedChange[]> {
  const { rows } = await sql<ChangeRow>`
    delete from agent_figure_changes where from_at < ${before} and agent_id in (
      select distinct agent_id from agent_figure_changes where from_at < ${before} limit ${agents}
    )
    returning agent_id, ${fromMs}, ${toMs}`.execute(tx)
  return rows.map(readChange)
}

/** Forgets the changes that begin in a span of which nothing was kept. */
export async function dropChanges(tx: Tx, { from, to }: Span): Promise<void> {
  await tx
    .deleteFrom('agent_figure_changes')
    .where('from_at', '>=', from)
    .where('from_at', '<', to)
    .execute()
}

interface ChangeRow {
  readonly agent_id: string
  readonly from_ms: number
  readonly to_ms: number
}

const fromMs = sql<number>`(extract(epoch from from_at) * 1000)::float8 as from_ms`
const toMs = sql<number>`(extract(epoch from to_at) * 1000)::float8 as to_ms`

const readChange = (row: ChangeRow): NotedChange => ({
  agentId: row.agent_id,
  fromMs: row.from_ms,
  toMs: row.to_ms,
})

/** What is kept of a span, in the stretches of time that are asked for, without what does not hold. */
export async function sumKept(
  tx: Tx,
  query: Bucket & SomeAgents,
  { from, to, without }: Span & { readonly without: readonly ChangedSpan[] },
): Promise<AgentFigures[]> {
  const { rows } = await sql<AgentFigures>`
    select ${bucketOf(query)} as "fromAt", agent_id as "agentId",
      sum(occupied_ms)::bigint as "occupiedMs", sum(idle_ms)::bigint as "idleMs",
      sum(scheduled_ms)::bigint as "scheduledMs", sum(adherent_ms)::bigint as "adherentMs"
    from agent_figure_intervals
    where from_at >= ${instant(from)} and from_at < ${instant(to)} ${ofAgents(query)} ${leaving(without)}
    group by 1, 2`.execute(tx)
  return rows
}

function leaving(without: readonly ChangedSpan[]): RawBuilder<unknown> {
  if (without.length === 0) return sql``
  const left = without.flatMap(({ agentIds, span }) =>
    agentIds.map((agent_id) => ({ agent_id, since: span.from, until: span.to })),
  )
  return sql`and not exists (
    select from jsonb_to_recordset(${JSON.stringify(left)}::jsonb)
      as changed (agent_id uuid, since timestamptz, until timestamptz)
    where changed.agent_id = agent_figure_intervals.agent_id and from_at >= since and from_at < until
  )`
}

/** Keeps agents' figures of a span in place of what was kept of it. */
export async function replaceKept(
  tx: Tx,
  tenantId: string,
  { agentIds, span, figures }: SomeAgents & { span: Span; figures: readonly AgentFigures[] },
): Promise<void> {
  await sql`
    delete from agent_figure_intervals
    where from_at >= ${span.from} and from_at < ${span.to} ${ofAgents({ agentIds })}`.execute(tx)
  if (figures.length === 0) return
  await sql`
    insert into agent_figure_intervals
      (tenant_id, from_at, agent_id, occupied_ms, idle_ms, scheduled_ms, adherent_ms)
    select ${tenantId}, "fromAt", "agentId", "occupiedMs", "idleMs", "scheduledMs", "adherentMs"
    from jsonb_to_recordset(${JSON.stringify(figures)}::jsonb) as figures (
      "fromAt" timestamptz, "agentId" uuid, "occupiedMs" bigint, "idleMs" bigint,
      "scheduledMs" bigint, "adherentMs" bigint
    )`.execute(tx)
}
