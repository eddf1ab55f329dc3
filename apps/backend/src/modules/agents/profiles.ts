import { type AgentProfile, ordinaryCapacity } from '@iris/contracts'
import { found, invalidField, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { putIntoTeam } from '../teams/service.ts'
import * as profiles from './profile-repository.ts'
import { findAgent, findAgentForUpdate } from './repository.ts'
import { listAgents } from './service.ts'

type Given = Omit<AgentProfile, 'agentId'>
type Change = { [K in keyof Given]?: Given[K] | undefined }

export async function getProfile(work: Work, agentId: string): Promise<AgentProfile> {
  found(await findAgent(work.tx, agentId), 'agent')
  return read(work, agentId)
}

/** Of everybody who can take contacts, by name. */
export async function listProfiles(work: Work): Promise<AgentProfile[]> {
  const of = await profiles.listProfiles(work.tx)
  return (await listAgents(work)).map(({ id }) => present(id, of(id)))
}

/** Lists are replaced. What waits is looked at anew: the event says that the agent is another one. */
export async function updateProfile(
  work: Work,
  agentId: string,
  change: Change,
): Promise<AgentProfile> {
  found(await findAgentForUpdate(work.tx, agentId), 'agent')
  const of = { tenantId: work.tenantId, agentId }
  const { skills, queues, capacity, teamId } = change
  if (teamId !== undefined) await putIntoTeam(work, agentId, teamId)
  if (capacity) await profiles.setCapacity(work.tx, of, capacity)
  if (skills) await replaceSkills(work, of, skills)
  if (queues) await replaceQueues(work, of, queues)
  await work.audit('agent.profile_changed', agentId, { ...change })
  await work.publish('agent.profile_changed', { agentId })
  return read(work, agentId)
}

async function read(work: Work, agentId: string): Promise<AgentProfile> {
  return present(agentId, await profiles.findProfile(work.tx, agentId))
}

function present(agentId: string, profile: profiles.ProfileRows): AgentProfile {
  return { ...profile, agentId, capacity: profile.capacity ?? ordinaryCapacity }
}

interface Of {
  readonly tenantId: string
  readonly agentId: string
}

/** Skills that the agent gets or loses are told of: how many have them is another number. */
async function replaceSkills(work: Work, of: Of, skills: Given['skills']): Promise<void> {
  const has = new Set(skills.map(({ skillId }) => skillId))
  refuseTwice('/skills', skills, has)
  const before = await profiles.findProfile(work.tx, of.agentId)
  const had = new Set(before.skills.map(({ skillId }) => skillId))
  try {
    await profiles.replaceSkills(work.tx, of, skills)
  } catch (cause) {
    if (!violates(cause, 'agent_skills_tenant_id_skill_id_fkey')) throw cause
    throw invalidField('/skills', 'One of these is no skill of this centre.')
  }
  for (const skillId of new Set([...had, ...has])) {
    if (had.has(skillId) !== has.has(skillId)) await work.publish('skill.changed', { skillId })
  }
}

/** Queues where the agent comes, goes or has another rank are told of. */
async function replaceQueues(work: Work, of: Of, queues: Given['queues']): Promise<void> {
  const has = new Map(queues.map(({ queueId, rank }) => [queueId, rank]))
  refuseTwice('/queues', queues, has)
  const before = await profiles.findProfile(work.tx, of.agentId)
  try {
    await profiles.replaceQueues(work.tx, of, queues)
  } catch (cause) {
    if (!violates(cause, 'queue_agents_tenant_id_queue_id_fkey')) throw cause
    throw invalidField('/queues', 'One of these is no queue of this centre.')
  }
  const had = new Map(before.queues.map(({ queueId, rank }) => [queueId, rank]))
  for (const queueId of new Set([...had.keys(), ...has.keys()])) {
    if (had.get(queueId) !== has.get(queueId)) await work.publish('queue.changed', { queueId })
  }
}

function refuseTwice(
  path: string,
  given: readonly object[],
  once: { readonly size: number },
): void {
  if (once.size !== given.length) throw invalidField(path, 'One of these is there twice.')
}
