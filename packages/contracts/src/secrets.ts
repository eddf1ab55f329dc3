import { z } from 'zod'
import { Id, listOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** What a flow names a secret by, as in `{{ secret.CRM_KEY }}`. */
export const SecretName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'Capital letters, digits and _, such as CRM_KEY; at most 40.')
  .meta({ example: 'CRM_KEY' })

/** What is known of a secret: everything but its value, which is never given out. */
export const Secret = z.object({
  name: SecretName,
  changedAt: Timestamp,
  /** `null` where the user is gone. */
  changedBy: z.object({ id: Id, name: z.string() }).nullable(),
})
export type Secret = z.infer<typeof Secret>

const tag = 'Secrets'
const params = z.object({ name: SecretName })

export const secretRoutes = {
  listSecrets: route({
    method: 'GET',
    path: '/v1/secrets',
    summary: 'List the secrets that flows may use, without their values',
    tag,
    access: ['secrets:read'],
    response: listOf(Secret),
  }),
  putSecret: route({
    method: 'PUT',
    path: '/v1/secrets/{name}',
    summary: 'Keep a secret, or replace its value; the value is never given out again',
    tag,
    access: ['secrets:write'],
    params,
    body: z.object({
      /** As it is sent. What is shorter than 6 characters could not be hidden where a server repeats it. */
      value: z
        .string()
        .min(6, 'At least 6 characters.')
        .max(4000, 'At most 4000 characters.')
        .refine((value) => value.trim() === value, 'Leave out blanks at either end.')
        .refine((value) => !/\p{Cs}|(?![\t\r\n])\p{Cc}/u.test(value), 'It has control characters.'),
    }),
    response: Secret,
    errors: ['conflict'],
  }),
  deleteSecret: route({
    method: 'DELETE',
    path: '/v1/secrets/{name}',
    summary: 'Delete a secret; requests of flows that name it fail from then on',
    tag,
    access: ['secrets:write'],
    params,
  }),
}
