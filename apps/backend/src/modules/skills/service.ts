import type { Skill } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import * as repository from './repository.ts'

export async function listSkills(work: Work): Promise<Skill[]> {
  return (await repository.listSkills(work.tx)).map(present)
}

/** The names of all skills in small letters, for the flow validator. */
export async function skillNames(work: Work): Promise<ReadonlySet<string>> {
  return new Set((await repository.listSkills(work.tx)).map(({ name }) => name.toLowerCase()))
}

export async function createSkill(work: Work, name: string): Promise<Skill> {
  const id = uuidv7()
  await refusingTakenName(() =>
    repository.insertSkill(work.tx, { id, tenant_id: work.tenantId, name }),
  )
  return noteChange(work, 'skill.created', id, name)
}

export async function renameSkill(work: Work, id: string, name: string): Promise<Skill> {
  found(await repository.findSkill(work.tx, id), 'skill')
  await refusingTakenName(() => repository.renameSkill(work.tx, id, name))
  return noteChange(work, 'skill.changed', id, name)
}

export async function getSkill(work: Work, id: string): Promise<Skill> {
  return present(found(await repository.findSkill(work.tx, id), 'skill'))
}

/** Agents lose it. What a queue or a flow needs stays: else its contacts would go to anybody. */
export async function deleteSkill(
  work: Work,
  id: string,
  /** The published flow that names it, if one does. */
  usedBy: string | undefined,
): Promise<void> {
  const { name } = found(await repository.findSkill(work.tx, id), 'skill')
  const queues = await repository.listQueueNeeds(work.tx)
  const needing = queues.find(({ needs }) => needs.some(({ skillId }) => skillId === id))
  if (needing) {
    throw new Refusal('in_use', { detail: `The queue “${needing.name}” needs this skill.` })
  }
  if (usedBy !== undefined) {
    throw new Refusal('in_use', { detail: `The published flow “${usedBy}” needs this skill.` })
  }
  await repository.deleteSkill(work.tx, id)
  await work.audit('skill.deleted', id, { name })
  await work.publish('skill.changed', { skillId: id })
}

async function noteChange(work: Work, action: string, id: string, name: string): Promise<Skill> {
  await work.audit(action, id, { name })
  await work.publish('skill.changed', { skillId: id })
  return getSkill(work, id)
}

async function refusingTakenName(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    if (!violates(cause, 'skills_name')) throw cause
    throw new Refusal('already_exists', {
      errors: [{ path: '/name', message: 'There is a skill of this name.' }],
    })
  }
}

function present(row: repository.SkillRow): Skill {
  const { id, name, agents, created_at } = row
  return { id, name, agents, createdAt: created_at.toISOString() }
}
