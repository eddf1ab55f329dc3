import { type Selectable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export interface TeamRow extends Selectable<Tables['teams']> {
  readonly agent_ids: string[]
}

const teams = (tx: Tx) =>
  tx
    .selectFrom('teams')
    .selectAll('teams')
    .select(
      sql<string[]>`array(
        select agent_id from agent_profiles where team_id = teams.id order by agent_id
      )`.as('agent_ids'),
    )

export function listTeams(tx: Tx): Promise<TeamRow[]> {
  return teams(tx).orderBy('name').execute()
}

export function findTeam(tx: Tx, id: string): Promise<TeamRow | undefined> {
  return teams(tx).where('id', '=', id).executeTakeFirst()
}

export async function insertTeam(
  tx: Tx,
  team: { id: string; tenant_id: string; name: string },
): Promise<void> {
  await tx.insertInto('teams').values(team).execute()
}

export async function renameTeam(tx: Tx, id: string, name: string): Promise<void> {
  await tx.updateTable('teams').set({ name }).where('id', '=', id).execute()
}

export async function deleteTeam(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('teams').where('id', '=', id).execute()
}

/** The teams that some agents are in now; agents in none are not among them. */
export function listTeamsOf(
  tx: Tx,
  agentIds: readonly string[],
): Promise<{ agent_id: string; team_id: string | null }[]> {
  if (agentIds.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('agent_profiles')
    .select(['agent_id', 'team_id'])
    .where('agent_id', 'in', agentIds)
    .where('team_id', 'is not', null)
    .execute()
}

/** Puts agents into a team, or with `null` into none. */
export async function setTeamOf(
  tx: Tx,
  tenantId: string,
  agentIds: readonly string[],
  teamId: string | null,
): Promise<void> {
  if (agentIds.length === 0) return
  await tx
    .insertInto('agent_profiles')
    .values(agentIds.map((agent_id) => ({ tenant_id: tenantId, agent_id, team_id: teamId })))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id']).doUpdateSet({ team_id: teamId }),
    )
    .execute()
}
