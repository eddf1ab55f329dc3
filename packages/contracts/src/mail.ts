import { z } from 'zod'
import { route } from './route.ts'

/** How it is with the mail that this centre sends. */
export const MailStatus = z.object({
  /** Without a server mail waits, for a week at most. */
  configured: z.boolean(),
  waiting: z.number().int(),
  /** Given up within the last 30 days. */
  failed: z.number().int(),
  /** Why the last one that was given up was, or is still being tried. */
  problem: z.string().nullable(),
})
export type MailStatus = z.infer<typeof MailStatus>

export const mailRoutes = {
  getMailStatus: route({
    method: 'GET',
    path: '/v1/mail',
    summary: 'Get whether mail can be sent, and how much of it waits or was given up',
    tag: 'Mail',
    access: ['voicemail:write'],
    response: MailStatus,
  }),
}
