import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function callHandlers(): Handlers<'listCalls' | 'getCall'> {
  return {
    listCalls: ({ work, principal }, { query }) => service.listCalls(work, principal, query),
    getCall: ({ work, principal }, { params }) => service.getCall(work, principal, params.id),
  }
}
