import type { AgentProfile, Capacity } from '@iris/contracts'
import type { Tx } from '../../work.ts'

export interface ProfileRows {
  readonly teamId: string | null
  readonly capacity: Capacity | null
  readonly skills: AgentProfile['skills']
  readonly queues: AgentProfile['queues']
}

export async function findProfile(tx: Tx, agentId: string): Promise<ProfileRows> {
  const row = await tx
    .selectFrom('agent_profiles')
    .select(['team_id', 'capacity'])
    .where('agent_id', '=', agentId)
    .executeTakeFirst()
  const skills = await tx
    .selectFrom('agent_skills')
    .innerJoin('skills', 'skills.id', 'agent_skills.skill_id')
    .select(['skill_id as skillId', 'level'])
    .where('agent_id', '=', agentId)
    .orderBy('skills.name')
    .execute()
  const queues = await tx
    .selectFrom('queue_agents')
    .innerJoin('queues', 'queues.id', 'queue_agents.queue_id')
    .select(['queue_id as queueId', 'rank'])
    .where('agent_id', '=', agentId)
    .orderBy('rank')
    .orderBy('queues.name')
    .execute()
  return { teamId: row?.team_id ?? null, capacity: row?.capacity ?? null, skills, queues }
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
