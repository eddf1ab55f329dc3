import type { Handlers } from '../../http/implement.ts'
import { planCallback } from './planning.ts'
import * as service from './service.ts'

type CallbackRoutes = 'createCallback' | 'myCallbacks' | 'listCallbacks' | 'cancelCallback'

export function callbackHandlers(): Handlers<CallbackRoutes> {
  return {
    createCallback: ({ work, principal }, { body }) => planCallback(work, principal, body),
    myCallbacks: async ({ work, principal }) => ({
      items: await service.listOwnCallbacks(work, principal.userId),
    }),
    listCallbacks: async ({ work }, { query }) => ({
      items: await service.listCallbacks(work, query),
    }),
    cancelCallback: ({ work }, { params }) => service.cancelCallback(work, params.id),
  }
}
