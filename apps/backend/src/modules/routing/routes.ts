import type { Handlers } from '../../http/implement.ts'
import type { PhoneReady } from '../agents/service.ts'
import { explain } from './explain.ts'
import { raiseWaiting, removeWaiting } from './move-waiting.ts'

type RoutingRoutes = 'explainContact' | 'raiseWaiting' | 'removeWaiting'

export function routingHandlers(phoneReady: PhoneReady): Handlers<RoutingRoutes> {
  return {
    explainContact: async ({ work }, { params }) => ({
      items: await explain(work, params.id, phoneReady),
    }),
    raiseWaiting: ({ work }, { params, body }) => raiseWaiting(work, params, body),
    removeWaiting: ({ work }, { params }) => removeWaiting(work, params),
  }
}
