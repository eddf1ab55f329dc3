import { z } from 'zod'
import { Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** What is known of the secret that webhooks are signed with. */
export const WebhookSecret = z.object({
  /** `null`: none was made yet. */
  madeAt: Timestamp.nullable(),
  /** Until when messages are signed with the one before, too. */
  previousUntil: Timestamp.nullable(),
})
export type WebhookSecret = z.infer<typeof WebhookSecret>

/** A new secret: shown once. */
export const RotatedWebhookSecret = z.object({
  /** `whsec_` and 32 bytes as base64 (Standard Webhooks). */
  secret: z.string(),
  madeAt: Timestamp,
  previousUntil: Timestamp.nullable(),
})
export type RotatedWebhookSecret = z.infer<typeof RotatedWebhookSecret>

const tag = 'Webhooks'

export const webhookRoutes = {
  getWebhookSecret: route({
    method: 'GET',
    path: '/v1/webhook-secret',
    summary: 'Say since when webhooks are signed with the secret of now',
    tag,
    access: ['webhooks:write'],
    response: WebhookSecret,
  }),
  rotateWebhookSecret: route({
    method: 'POST',
    path: '/v1/webhook-secret/rotate',
    summary: 'Make a new secret, shown this once; the one before is used beside it for a day',
    tag,
    access: ['webhooks:write'],
    body: z.object({
      /** For a secret that has become known. */
      endPreviousNow: z.boolean().default(false),
    }),
    response: RotatedWebhookSecret,
    repeatable: true,
  }),
}
