import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'

export function contactHandlers(): Handlers<
  'listContacts' | 'getContact' | 'createContact' | 'updateContact' | 'deleteContact'
> {
  return {
    listContacts: ({ work }, { query }) => service.listContacts(work, query),
    getContact: ({ work }, { params }) => service.getContact(work, params.id),
    createContact: ({ work }, { body }) => service.createContact(work, body),
    updateContact: ({ work }, { params, body }) => service.updateContact(work, params.id, body),
    deleteContact: ({ work }, { params }) => service.deleteContact(work, params.id),
  }
}
