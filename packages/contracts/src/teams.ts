import { z } from 'zod'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Agents who are looked after together. An agent is in one team or in none. */
export const Team = z.object({
  id: Id,
  name: Name,
  agentIds: z.array(Id),
  createdAt: Timestamp,
})
export type Team = z.infer<typeof Team>

const tag = 'Teams'
const params = z.object({ id: Id })

export const teamRoutes = {
  listTeams: route({
    method: 'GET',
    path: '/v1/teams',
    summary: 'List teams by name',
    tag,
    access: ['agents:read'],
    response: listOf(Team),
  }),
  createTeam: route({
    method: 'POST',
    path: '/v1/teams',
    summary: 'Make a team',
    tag,
    access: ['agents:write'],
    body: z.object({ name: Name, agentIds: z.array(Id).max(5000).default([]) }),
    response: Team,
    status: 201,
    errors: ['already_exists'],
  }),
  updateTeam: route({
    method: 'PATCH',
    path: '/v1/teams/{id}',
    summary: 'Rename a team, or say who is in it; agents leave the team they were in',
    tag,
    access: ['agents:write'],
    params,
    body: z.object({ name: Name, agentIds: z.array(Id).max(5000) }).partial(),
    response: Team,
    errors: ['already_exists'],
  }),
  deleteTeam: route({
    method: 'DELETE',
    path: '/v1/teams/{id}',
    summary: 'Delete a team; its agents are in none',
    tag,
    access: ['agents:write'],
    params,
  }),
}
