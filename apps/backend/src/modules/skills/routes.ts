import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

type SkillRoutes = 'listSkills' | 'createSkill' | 'updateSkill' | 'deleteSkill'

export function skillHandlers(): Handlers<SkillRoutes> {
  return {
    listSkills: async ({ work }) => ({ items: await service.listSkills(work) }),
    createSkill: ({ work }, { body }) => service.createSkill(work, body.name),
    updateSkill: ({ work }, { params, body }) => service.renameSkill(work, params.id, body.name),
    deleteSkill: ({ work }, { params }) => service.deleteSkill(work, params.id),
  }
}
