import { type Capacity, type Channel, channels, ordinaryCapacity } from '@iris/contracts'
import type { AgentState, AwayReason, RoutedAgent } from '@iris/routing'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { PhoneReady } from './service.ts'

/** An agent as routing sees one, with the name. */
export interface Routable {
  readonly name: string
  readonly routed: RoutedAgent
  /** Of what is in hand or offered beside calls. */
  readonly workPoints: number
}

interface RoutableRow {
  readonly id: string
  readonly name: string
  readonly state: AgentState | null
  readonly channels: Channel[] | null
  readonly capacity: Capacity | null
  readonly queues: Record<string, number> | null
  readonly skills: Record<string, number> | null
  readonly turns: Record<string, number> | null
  readonly work_points: number
  readonly work_since_ms: number | null
  readonly busy_ms: number
}

/** Agents of any queue, and whoever else is signed in; of those that are named, if some are. */
export async function readRoutable(
  tx: Tx,
  phoneReady: PhoneReady,
  agentIds?: readonly string[],
): Promise<Map<string, Routable>> {
  if (agentIds?.length === 0) return new Map()
  const { rows } = await sql<RoutableRow>`
    select u.id, u.name, s.state, s.channels, p.capacity,
      (select json_object_agg(q.queue_id, q.rank) from queue_agents q
        where q.tenant_id = u.tenant_id and q.agent_id = u.id) as queues,
      (select json_object_agg(k.skill_id, k.level) from agent_skills k
        where k.tenant_id = u.tenant_id and k.agent_id = u.id) as skills,
      (select json_object_agg(t.queue_id, floor(extract(epoch from t.at) * 1000)) from agent_turns t
        where t.tenant_id = u.tenant_id and t.agent_id = u.id) as turns,
      work.points as work_points, work.since_ms as work_since_ms,
      coalesce((
        select sum(extract(epoch from coalesce(l.ended_at, now()) - greatest(l.began_at, now() - interval '1 hour')))
        from agent_timeline l
        where l.tenant_id = u.tenant_id and l.agent_id = u.id
          and l.state in ('offering', 'in_call', 'wrap_up')
          and (l.ended_at is null or l.ended_at > now() - interval '1 hour')
          and l.began_at > now() - interval '1 day'
      ) * 1000, 0)::float8 as busy_ms
    from users u
    left join agent_states s on s.tenant_id = u.tenant_id and s.agent_id = u.id
    left join agent_profiles p on p.tenant_id = u.tenant_id and p.agent_id = u.id
    cross join lateral (
      select coalesce(sum(w.points), 0)::int as points,
        floor(extract(epoch from max(w.since)) * 1000)::float8 as since_ms
      from agent_work w where w.tenant_id = u.tenant_id and w.agent_id = u.id
    ) work
    where u.disabled_at is null
      and (s.kind <> 'offline' or exists (
        select from queue_agents q where q.tenant_id = u.tenant_id and q.agent_id = u.id))
      and ${agentIds ? sql<boolean>`u.id = any(${[...agentIds]}::uuid[])` : sql<boolean>`true`}`.execute(
    tx,
  )
  return new Map(
    rows.map((row) => {
      const { id, name, work_points: workPoints } = row
      return [id, { name, workPoints, routed: routedOf(row, phoneReady) }]
    }),
  )
}

/**
 * Agents who may do something else than it is known: of whose state something was written by a transaction that was not over
 * at `horizon`, or who have more or less in hand.
 */
export async function readChangedAgents(
  tx: Tx,
  horizon: string,
  known: ReadonlyMap<string, Routable>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string; points: number | null }>`
    select agent_id as id, sum(points)::int as points from agent_work group by agent_id
    union all select agent_id, null from agent_states where ${isWrittenSince(horizon)}`.execute(tx)
  const changed = new Set(rows.flatMap(({ id, points }) => (points === null ? [id] : [])))
  const inHand = new Map(rows.flatMap(({ id, points }) => (points === null ? [] : [[id, points]])))
  for (const [id, { workPoints }] of known) {
    if (workPoints !== (inHand.get(id) ?? 0)) changed.add(id)
  }
  return [...changed]
}

/**
 * Agents of whose profile, skills or queues something was written by a transaction that was not over at `horizon`. Who has lost
 * a skill or a queue is not among them. There may be thousands of these rows, and all are looked at.
 */
export async function readChangedProfiles(tx: Tx, horizon: string): Promise<string[]> {
  const isWritten = isWrittenSince(horizon)
  const { rows } = await sql<{ id: string }>`
    select agent_id as id from agent_profiles where ${isWritten}
    union select agent_id from agent_skills where ${isWritten}
    union select agent_id from queue_agents where ${isWritten}
    union select id from users where ${isWritten}`.execute(tx)
  return rows.map(({ id }) => id)
}

const isWrittenSince = (horizon: string) => sql<boolean>`age(xmin) <= age(${horizon}::text::xid)`

/** What of an agent decides whether they may have a contact: two that say the same are offered the same. */
export function fitnessOf({ routed }: Routable): string {
  const { away, queues, skills, points, costs, load } = routed
  const sorted = (map: ReadonlyMap<string, number>) =>
    [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    away,
    sorted(queues),
    sorted(skills),
    points,
    costs,
    [...routed.channels].toSorted(),
    load,
  ])
}

function routedOf(row: RoutableRow, phoneReady: PhoneReady): RoutedAgent {
  const { points, costs } = row.capacity ?? ordinaryCapacity
  const state = row.state ?? { kind: 'offline', sinceMs: 0 }
  const onPhone = state.kind === 'offering' || state.kind === 'in_call'
  const load = row.work_points + (onPhone ? (costs.voice ?? points) : 0)
  const hasPhone = !onPhone && phoneReady(row.id)
  const wanted = (row.channels ?? channels).filter((one) => one !== 'voice' || hasPhone)
  return {
    agentId: row.id,
    away: awayOf(state, load < points),
    queues: mapOf(row.queues),
    skills: mapOf(row.skills),
    points,
    costs,
    channels: new Set(wanted),
    load,
    idleSinceMs: Math.max(state.sinceMs, row.work_since_ms ?? 0),
    busyMsLastHour: row.busy_ms,
    lastFromQueueMs: mapOf(row.turns),
  }
}

/** Whoever has points left beside a call, and wants to go on after it, may have something else meanwhile. */
function awayOf(state: AgentState, hasPointsLeft: boolean): AwayReason | null {
  switch (state.kind) {
    case 'available':
      return null
    case 'offering':
    case 'in_call':
      if (hasPointsLeft && state.next.kind === 'available') return null
      return state.kind === 'offering' ? 'offered' : 'in_call'
    case 'wrap_up':
    case 'not_ready':
    case 'not_responding':
    case 'offline':
      return state.kind
  }
}

const mapOf = (record: Record<string, number> | null): ReadonlyMap<string, number> =>
  new Map(Object.entries(record ?? {}))
