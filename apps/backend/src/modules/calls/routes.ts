import type { Handlers } from '../../http/implement.ts'
import type { PhoneReady } from '../agents/service.ts'
import { controlCall } from './control.ts'
import * as service from './service.ts'

export function callHandlers(
  phoneReady: PhoneReady,
): Handlers<'listCalls' | 'getCall' | 'controlCall'> {
  return {
    listCalls: ({ work, principal }, { query }) => service.listCalls(work, principal, query),
    controlCall: ({ work, principal }, { params, body }) =>
      controlCall(work, principal, { callId: params.id, action: body }, phoneReady),
    getCall: ({ work, principal }, { params }) => service.getCall(work, principal, params.id),
  }
}
