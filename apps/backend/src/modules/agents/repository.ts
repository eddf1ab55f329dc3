import { type AgentWork, type Capacity, type Channel, channels } from '@iris/contracts'
import type { AgentState } from '@iris/routing'
import { sql } from 'kysely'
import type { Tx } from '../../work.ts'

/** A contact without a call that an agent has in hand. */
interface WorkInHand {
  readonly contactId: string
  readonly channel: Channel
  readonly queueId: string
  /** Empty where the queue is gone. */
  readonly queueName: string
  readonly points: number
  readonly phase: AgentWork['phase']
  readonly from: string
  readonly subject: string
  readonly sinceMs: number
  readonly endsAtMs: number | null
  readonly extended: boolean
}

export interface AgentRow {
  readonly id: string
  readonly name: string
  readonly state: AgentState
  readonly teamId: string | null
  readonly channels: readonly Channel[]
  /** `null` for the ordinary one. */
  readonly capacity: Capacity | null
  readonly work: readonly WorkInHand[]
}

/** What an agent has in hand beside calls, oldest first, as one value. */
const workInHand = sql<WorkInHand[]>`coalesce((
  select jsonb_agg(jsonb_build_object(
    'contactId', w.contact_id,
    'channel', w.channel,
    'queueId', w.queue_id,
    'queueName', coalesce(q.name, ''),
    'points', w.points,
    'phase', w.phase,
    'from', w.from_value,
    'subject', w.subject,
    'sinceMs', floor(extract(epoch from w.since) * 1000),
    'endsAtMs', floor(extract(epoch from w.ends_at) * 1000),
    'extended', w.extended
  ) order by w.since, w.contact_id)
  from agent_work w left join queues q on q.tenant_id = w.tenant_id and q.id = w.queue_id
  where w.tenant_id = users.tenant_id and w.agent_id = users.id
), '[]')`

/** A user as an agent; one who never was available is offline since they were made. */
const agents = (tx: Tx) =>
  tx
    .selectFrom('users')
    .leftJoin('agent_states', 'agent_states.agent_id', 'users.id')
    .leftJoin('agent_profiles', 'agent_profiles.agent_id', 'users.id')
    .select([
      'users.id',
      'users.name',
      'users.created_at',
      'agent_states.state',
      'agent_states.channels',
      'agent_profiles.team_id',
      'agent_profiles.capacity',
      workInHand.as('work'),
    ])

function asAgent(row: {
  id: string
  name: string
  created_at: Date
  state: AgentState | null
  channels: Channel[] | null
  team_id: string | null
  capacity: Capacity | null
  work: WorkInHand[]
}): AgentRow {
  const { id, name, created_at, team_id, capacity, work } = row
  return {
    id,
    name,
    state: row.state ?? { kind: 'offline', sinceMs: created_at.getTime() },
    teamId: team_id,
    channels: row.channels ?? channels,
    capacity,
    work,
  }
}

export async function findAgent(tx: Tx, agentId: string): Promise<AgentRow | undefined> {
  const row = await agents(tx).where('users.id', '=', agentId).executeTakeFirst()
  return row && asAgent(row)
}

/**
 * The same, with the agent locked against every other change until the transaction ends. Locked by a statement of its own:
 * one that waits for a lock goes on with what it had read before it waited.
 */
export async function findAgentForUpdate(tx: Tx, agentId: string): Promise<AgentRow | undefined> {
  await tx.selectFrom('users').select('id').where('id', '=', agentId).forNoKeyUpdate().execute()
  return findAgent(tx, agentId)
}

/** Locks agents against every other change until the transaction ends, in the order in which everybody locks them. */
export async function lockAgents(tx: Tx, agentIds: readonly string[]): Promise<void> {
  if (agentIds.length === 0) return
  await tx
    .selectFrom('users')
    .select('id')
    .where('id', 'in', agentIds)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** Users who can take calls: those whose roles allow it, and who may sign in. */
export async function listAgents(tx: Tx, roles: readonly string[]): Promise<AgentRow[]> {
  const rows = await agents(tx)
    .where('users.disabled_at', 'is', null)
    .where(sql<boolean>`users.roles && ${[...roles]}::text[]`)
    .orderBy('users.name')
    .orderBy('users.id')
    .execute()
  return rows.map(asAgent)
}

export async function saveState(
  tx: Tx,
  tenantId: string,
  agentId: string,
  state: AgentState,
): Promise<void> {
  await tx
    .insertInto('agent_states')
    .values({ tenant_id: tenantId, agent_id: agentId, state: JSON.stringify(state) })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id']).doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        version: sql<number>`agent_states.version + 1`,
      })),
    )
    .execute()
}

/** Which channels an agent wants to be offered; one who never chose a state is offline. */
export async function saveChannels(
  tx: Tx,
  tenantId: string,
  agent: Pick<AgentRow, 'id' | 'state'>,
  wanted: Channel[],
): Promise<void> {
  await tx
    .insertInto('agent_states')
    .values({
      tenant_id: tenantId,
      agent_id: agent.id,
      state: JSON.stringify(agent.state),
      channels: wanted,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id']).doUpdateSet({ channels: wanted }),
    )
    .execute()
}

/** Agents, of every tenant, in any of the kinds of state. For reapers. */
export function listByKind(tx: Tx, kinds: readonly AgentState['kind'][]) {
  return tx
    .selectFrom('agent_states')
    .select(['tenant_id', 'agent_id', 'state'])
    .where('kind', 'in', kinds)
    .execute()
}
