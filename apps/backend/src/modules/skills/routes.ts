import type { Handlers } from '../../http/implement.ts'
import { publishedFlowNaming } from '../flows/service.ts'
import * as service from './service.ts'

type SkillRoutes = 'listSkills' | 'createSkill' | 'updateSkill' | 'deleteSkill'

export function skillHandlers(): Handlers<SkillRoutes> {
  return {
    listSkills: async ({ work }) => ({ items: await service.listSkills(work) }),
    createSkill: ({ work }, { body }) => service.createSkill(work, body.name),
    updateSkill: ({ work }, { params, body }) => service.renameSkill(work, params.id, body.name),
    deleteSkill: async ({ work }, { params }) => {
      const { name } = await service.getSkill(work, params.id)
      const usedBy = await publishedFlowNaming(work, 'skill', name)
      await service.deleteSkill(work, params.id, usedBy)
    },
  }
}
