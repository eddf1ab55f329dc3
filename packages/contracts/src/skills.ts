import { z } from 'zod'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Something that agents can do better or worse, and contacts may need. */
export const Skill = z.object({
  id: Id,
  name: Name,
  /** How many agents have it. */
  agents: z.number().int(),
  createdAt: Timestamp,
})
export type Skill = z.infer<typeof Skill>

const tag = 'Skills'
const params = z.object({ id: Id })
const body = z.object({ name: Name })

export const skillRoutes = {
  listSkills: route({
    method: 'GET',
    path: '/v1/skills',
    summary: 'List skills by name',
    tag,
    access: ['queues:read'],
    response: listOf(Skill),
  }),
  createSkill: route({
    method: 'POST',
    path: '/v1/skills',
    summary: 'Make a skill',
    tag,
    access: ['queues:write'],
    body,
    response: Skill,
    status: 201,
    errors: ['already_exists'],
  }),
  updateSkill: route({
    method: 'PATCH',
    path: '/v1/skills/{id}',
    summary: 'Rename a skill',
    tag,
    access: ['queues:write'],
    params,
    body,
    response: Skill,
    errors: ['already_exists'],
  }),
  deleteSkill: route({
    method: 'DELETE',
    path: '/v1/skills/{id}',
    summary: 'Delete a skill that no queue and no published flow needs; agents lose it',
    tag,
    access: ['queues:write'],
    params,
    errors: ['in_use'],
  }),
}
