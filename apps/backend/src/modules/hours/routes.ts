import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function hoursHandlers(): Handlers<
  'listHours' | 'createHours' | 'updateHours' | 'deleteHours'
> {
  return {
    listHours: async ({ work }) => ({ items: await service.listHours(work) }),
    createHours: ({ work }, { body }) => service.createHours(work, body),
    updateHours: ({ work }, { params, body }) => service.updateHours(work, params.id, body),
    deleteHours: ({ work }, { params }) => service.deleteHours(work, params.id),
  }
}
