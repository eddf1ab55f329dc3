import type { Database } from '@iris/platform'
import type { Handlers } from '../../http/implement.ts'
import type { Tables } from '../../tables.ts'
import * as service from './service.ts'

export function contactHandlers(
  database: Database<Tables>,
): Handlers<'listContacts' | 'exportContacts' | 'getContact' | 'agentTimeline'> {
  return {
    listContacts: ({ work }, { query }) => service.listContacts(work, query),
    exportContacts: async ({ work }, { query }) =>
      service.exportContacts(database, work.tenantId, query),
    getContact: ({ work }, { params }) => service.getContact(work, params.id),
    agentTimeline: async ({ work }, { params, query }) => ({
      items: await service.agentTimeline(work, params.id, query),
    }),
  }
}
