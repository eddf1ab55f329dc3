import type { AuditEntry } from '@iris/contracts'
import type { Handlers } from '../../http/implement.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import type { Work } from '../../work.ts'

export function auditHandlers(): Handlers<'listAudit'> {
  return { listAudit: ({ work }, { query }) => listEntries(work, query) }
}

async function listEntries(work: Work, query: { cursor?: string | undefined; limit: number }) {
  let select = work.tx
    .selectFrom('audit_entries')
    .leftJoin('users', 'users.id', 'audit_entries.actor_id')
    .selectAll('audit_entries')
    .select('users.name as actor_name')
    .orderBy('audit_entries.id', 'desc')
    .limit(query.limit + 1)
  if (query.cursor !== undefined)
    select = select.where('audit_entries.id', '<', idFromCursor(query.cursor))
  const rows = await select.execute()
  return pageOf(rows, query.limit, cursorOf, (row): AuditEntry => ({
    id: row.id,
    at: row.at.toISOString(),
    actor:
      row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? 'Former user' },
    action: row.action,
    target: row.target,
    detail: row.detail,
    address: row.address,
  }))
}
