import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

type TeamRoutes = 'listTeams' | 'createTeam' | 'updateTeam' | 'deleteTeam'

export function teamHandlers(): Handlers<TeamRoutes> {
  return {
    listTeams: async ({ work }) => ({ items: await service.listTeams(work) }),
    createTeam: ({ work }, { body }) => service.createTeam(work, body),
    updateTeam: ({ work }, { params, body }) => service.updateTeam(work, params.id, body),
    deleteTeam: ({ work }, { params }) => service.deleteTeam(work, params.id),
  }
}
