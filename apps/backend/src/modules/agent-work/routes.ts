import type { Handlers } from '../../http/implement.ts'
import { createContact } from './new-contact.ts'
import * as service from './service.ts'

type WorkRoutes =
  | 'createContact'
  | 'acceptContact'
  | 'rejectContact'
  | 'endContact'
  | 'extendContactWrapUp'

export function agentWorkHandlers(): Handlers<WorkRoutes> {
  return {
    createContact: ({ work }, { body }) => createContact(work, body),
    acceptContact: ({ work, principal }, { params }) =>
      service.accept(work, { agentId: principal.userId, contactId: params.id }),
    rejectContact: ({ work, principal }, { params, body }) =>
      service.reject(work, { agentId: principal.userId, contactId: params.id }, body.reason),
    endContact: ({ work, principal }, { params, body }) =>
      service.end(work, { agentId: principal.userId, contactId: params.id }, body.disposition),
    extendContactWrapUp: ({ work, principal }, { params }) =>
      service.extendWrapUp(work, { agentId: principal.userId, contactId: params.id }),
  }
}
