import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function callbackHandlers(): Handlers<'listCallbacks' | 'cancelCallback'> {
  return {
    listCallbacks: async ({ work }, { query }) => ({
      items: await service.listCallbacks(work, query),
    }),
    cancelCallback: ({ work }, { params }) => service.cancelCallback(work, params.id),
  }
}
