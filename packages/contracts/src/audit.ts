import { z } from 'zod'
import { Id, PageQuery, pageOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Who did what to what, and when. Written in the same transaction as the deed. */
export const AuditEntry = z.object({
  id: Id,
  at: Timestamp,
  actor: z.object({ id: Id, name: z.string() }).nullable(),
  /** `noun.verb`, such as `user.created`. */
  action: z.string(),
  target: z.string(),
  /** What changed, without secrets. */
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const auditRoutes = {
  listAudit: route({
    method: 'GET',
    path: '/v1/audit',
    summary: 'List who changed what, newest first',
    tag: 'Audit',
    access: ['audit:read'],
    query: PageQuery,
    response: pageOf(AuditEntry),
  }),
}
