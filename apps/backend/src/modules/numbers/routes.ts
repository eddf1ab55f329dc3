import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function numberHandlers(): Handlers<
  'listNumbers' | 'createNumber' | 'updateNumber' | 'releaseNumber'
> {
  return {
    listNumbers: async ({ work }) => ({ items: await service.listNumbers(work) }),
    createNumber: ({ work }, { body }) => service.createNumber(work, body),
    updateNumber: ({ work }, { params, body }) => service.updateNumber(work, params.id, body),
    releaseNumber: ({ work }, { params }) => service.releaseNumber(work, params.id),
  }
}
