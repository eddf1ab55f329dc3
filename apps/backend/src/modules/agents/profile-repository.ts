import type { AgentProfile, Capacity } from '@iris/contracts'
import type { Tx } from '../../work.ts'

export interface ProfileRows {
  readonly teamId: string | null
  readonly capacity: Capacity | null
  readonly skills: AgentProfile['skills']
  readonly queues: AgentProfile['queues']
}

export async function findProfile(tx: Tx, agentId: string): Promise<ProfileRows> {
  const row = await profiles(tx).where('agent_id', '=', agentId).executeTakeFirst()
  const skills = await skillsByName(tx).where('agent_id', '=', agentId).execute()
  const queues = await queuesByRank(tx).where('agent_id', '=', agentId).execute()
  return profileOf(row, skills, queues)
}

/** Of all who have one, by agent. */
export async function listProfiles(tx: Tx): Promise<(agentId: string) => ProfileRows> {
  const rows = new Map((await profiles(tx).execute()).map((row) => [row.agent_id, row]))
  const skills = Map.groupBy(await skillsByName(tx).execute(), ({ agent_id }) => agent_id)
  const queues = Map.groupBy(await queuesByRank(tx).execute(), ({ agent_id }) => agent_id)
  return (agentId) =>
    profileOf(rows.get(agentId), skills.get(agentId) ?? [], queues.get(agentId) ?? [])
}

const profiles = (tx: Tx) =>
  tx.selectFrom('agent_profiles').select(['agent_id', 'team_id', 'capacity'])

const skillsByName = (tx: Tx) =>
  tx
    .selectFrom('agent_skills')
    .innerJoin('skills', 'skills.id', 'agent_skills.skill_id')
    .select(['agent_id', 'skill_id', 'level'])
    .orderBy('skills.name')

const queuesByRank = (tx: Tx) =>
  tx
    .selectFrom('queue_agents')
    .innerJoin('queues', 'queues.id', 'queue_agents.queue_id')
    .select(['agent_id', 'queue_id', 'rank'])
    .orderBy('rank')
    .orderBy('queues.name')

function profileOf(
  row: { readonly team_id: string | null; readonly capacity: Capacity | null } | undefined,
  skills: readonly { readonly skill_id: string; readonly level: number }[],
  queues: readonly { readonly queue_id: string; readonly rank: number }[],
): ProfileRows {
  return {
    teamId: row?.team_id ?? null,
    capacity: row?.capacity ?? null,
    skills: skills.map(({ skill_id, level }) => ({ skillId: skill_id, level })),
    queues: queues.map(({ queue_id, rank }) => ({ queueId: queue_id, rank })),
  }
}

interface Of {
  readonly tenantId: string
  readonly agentId: string
}

export async function replaceSkills(
  tx: Tx,
  { tenantId, agentId }: Of,
  skills: AgentProfile['skills'],
): Promise<void> {
  await tx.deleteFrom('agent_skills').where('agent_id', '=', agentId).execute()
  if (skills.length === 0) return
  const of = { tenant_id: tenantId, agent_id: agentId }
  const rows = skills.map(({ skillId, level }) => ({ ...of, skill_id: skillId, level }))
  await tx.insertInto('agent_skills').values(rows).execute()
}

export async function replaceQueues(
  tx: Tx,
  { tenantId, agentId }: Of,
  queues: AgentProfile['queues'],
): Promise<void> {
  await tx.deleteFrom('queue_agents').where('agent_id', '=', agentId).execute()
  if (queues.length === 0) return
  const of = { tenant_id: tenantId, agent_id: agentId }
  const rows = queues.map(({ queueId, rank }) => ({ ...of, queue_id: queueId, rank }))
  await tx.insertInto('queue_agents').values(rows).execute()
}

export async function setCapacity(
  tx: Tx,
  { tenantId, agentId }: Of,
  capacity: Capacity,
): Promise<void> {
  const told = JSON.stringify(capacity)
  await tx
    .insertInto('agent_profiles')
    .values({ tenant_id: tenantId, agent_id: agentId, team_id: null, capacity: told })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id']).doUpdateSet({ capacity: told }),
    )
    .execute()
}
