import type { Team } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'

export async function listTeams(work: Work): Promise<Team[]> {
  return (await repository.listTeams(work.tx)).map(present)
}

interface Given {
  readonly name: string
  readonly agentIds: readonly string[]
}
type Change = { [K in keyof Given]?: Given[K] | undefined }

export async function createTeam(work: Work, team: Given): Promise<Team> {
  const { name, agentIds } = team
  const id = uuidv7()
  await refusingTakenName(() =>
    repository.insertTeam(work.tx, { id, tenant_id: work.tenantId, name }),
  )
  await haveAgents(work, id, { before: [], agentIds })
  return noteChange(work, 'team.created', id, { ...team })
}

export async function updateTeam(work: Work, id: string, change: Change): Promise<Team> {
  const { agent_ids: before } = found(await repository.findTeam(work.tx, id), 'team')
  const { name, agentIds } = change
  if (name !== undefined) {
    await refusingTakenName(() => repository.renameTeam(work.tx, id, name))
  }
  if (agentIds) await haveAgents(work, id, { before, agentIds })
  return noteChange(work, 'team.changed', id, { ...change })
}

export async function deleteTeam(work: Work, id: string): Promise<void> {
  const { name, agent_ids: agentIds } = found(await repository.findTeam(work.tx, id), 'team')
  await repository.deleteTeam(work.tx, id)
  await work.audit('team.deleted', id, { name })
  await work.publish('team.changed', { teamId: id })
  for (const agentId of agentIds) await work.publish('agent.profile_changed', { agentId })
}

/** Puts one agent into a team, or with `null` into none, and tells of the teams that are others by that. */
export async function putIntoTeam(
  work: Work,
  agentId: string,
  teamId: string | null,
): Promise<void> {
  if (teamId !== null && !(await repository.findTeam(work.tx, teamId))) {
    throw invalidField('/teamId', 'There is no such team.')
  }
  const [before] = await repository.listTeamsOf(work.tx, [agentId])
  const was = before?.team_id ?? null
  if (was === teamId) return
  await repository.setTeamOf(work.tx, work.tenantId, [agentId], teamId)
  for (const id of [was, teamId])
    if (id !== null) await work.publish('team.changed', { teamId: id })
}

/** Nobody is in it but these; whoever comes leaves the team they were in. */
async function haveAgents(
  work: Work,
  id: string,
  {
    before,
    agentIds,
  }: { readonly before: readonly string[]; readonly agentIds: readonly string[] },
): Promise<void> {
  const came = [...new Set(agentIds)].filter((agentId) => !before.includes(agentId))
  const went = before.filter((agentId) => !agentIds.includes(agentId))
  const left = await repository.listTeamsOf(work.tx, came)
  await refusingStrangers(() => repository.setTeamOf(work.tx, work.tenantId, came, id))
  await repository.setTeamOf(work.tx, work.tenantId, went, null)
  for (const teamId of new Set(left.map((row) => row.team_id))) {
    if (teamId !== null) await work.publish('team.changed', { teamId })
  }
  for (const agentId of [...came, ...went]) await work.publish('agent.profile_changed', { agentId })
}

async function noteChange(
  work: Work,
  action: string,
  id: string,
  detail: Record<string, unknown>,
): Promise<Team> {
  await work.audit(action, id, detail)
  await work.publish('team.changed', { teamId: id })
  return present(found(await repository.findTeam(work.tx, id), 'team'))
}

async function refusingTakenName(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    if (!violates(cause, 'teams_name')) throw cause
    throw new Refusal('already_exists', {
      errors: [{ path: '/name', message: 'There is a team of this name.' }],
    })
  }
}

async function refusingStrangers(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    if (!violates(cause, 'agent_profiles_tenant_id_agent_id_fkey')) throw cause
    throw invalidField('/agentIds', 'One of these is no user of this centre.')
  }
}

function present(row: repository.TeamRow): Team {
  const { id, name, agent_ids, created_at } = row
  return { id, name, agentIds: agent_ids, createdAt: created_at.toISOString() }
}
