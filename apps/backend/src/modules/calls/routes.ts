import type { Handlers } from '../../http/implement.ts'
import type { PhoneReady } from '../agents/service.ts'
import { controlCall } from './control.ts'
import { listParked } from './parked.ts'
import { changeCall } from './change.ts'
import { listCallNotes } from './notes.ts'
import { endCall, placeCall } from './place.ts'
import * as service from './service.ts'
import { findTransferTargets } from './transfer-targets.ts'

export function callHandlers(
  phoneReady: PhoneReady,
): Handlers<
  | 'listCalls'
  | 'getCall'
  | 'placeCall'
  | 'endCall'
  | 'updateCall'
  | 'controlCall'
  | 'listTransferTargets'
  | 'listParkedCalls'
  | 'listCallNotes'
> {
  return {
    listCalls: ({ work, principal }, { query }) => service.listCalls(work, principal, query),
    listParkedCalls: async ({ work }) => ({ items: await listParked(work) }),
    listTransferTargets: ({ work, principal }, { query }) =>
      findTransferTargets(work, principal, query.search),
    controlCall: ({ work, principal }, { params, body }) =>
      controlCall(work, principal, { callId: params.id, action: body }, phoneReady),
    placeCall: ({ work, principal }, { body }) => placeCall(work, principal, body),
    updateCall: ({ work, principal }, { params, body }) =>
      changeCall(work, principal, { id: params.id, change: body }),
    endCall: ({ work }, { params, query }) => endCall(work, params.id, query),
    listCallNotes: async ({ work, principal }, { params }) => ({
      items: await listCallNotes(work, principal, params.id),
    }),
    getCall: ({ work, principal }, { params }) => service.getCall(work, principal, params.id),
  }
}
