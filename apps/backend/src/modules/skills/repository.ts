import type { SkillNeed } from '@iris/contracts'
import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export interface SkillRow extends Selectable<Tables['skills']> {
  /** How many have it. */
  readonly agents: number
}

const skills = (tx: Tx) =>
  tx
    .selectFrom('skills')
    .selectAll('skills')
    .select((eb) =>
      eb
        .selectFrom('agent_skills')
        .whereRef('agent_skills.skill_id', '=', 'skills.id')
        .select((count) => count.fn.countAll<number>().as('agents'))
        .$asScalar()
        .$notNull()
        .as('agents'),
    )

export function listSkills(tx: Tx): Promise<SkillRow[]> {
  return skills(tx).orderBy('name').execute()
}

export function findSkill(tx: Tx, id: string): Promise<SkillRow | undefined> {
  return skills(tx).where('id', '=', id).executeTakeFirst()
}

/** Which of these there are. */
export async function findSkillIds(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.selectFrom('skills').select('id').where('id', 'in', ids).execute()
  return rows.map(({ id }) => id)
}

export async function insertSkill(
  tx: Tx,
  skill: { id: string; tenant_id: string; name: string },
): Promise<void> {
  await tx.insertInto('skills').values(skill).execute()
}

export async function renameSkill(tx: Tx, id: string, name: string): Promise<void> {
  await tx.updateTable('skills').set({ name }).where('id', '=', id).execute()
}

export async function deleteSkill(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('skills').where('id', '=', id).execute()
}

/** What each queue needs of agents, sooner or later. */
export async function listQueueNeeds(
  tx: Tx,
): Promise<{ readonly name: string; readonly needs: readonly SkillNeed[] }[]> {
  const rows = await tx.selectFrom('queues').select(['name', 'routing']).orderBy('name').execute()
  return rows.map(({ name, routing: { needs = [], relax = [] } }) => ({
    name,
    needs: [...needs, ...relax.flatMap((step) => step.needs)],
  }))
}
