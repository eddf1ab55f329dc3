import { z } from 'zod'
import { E164, Id, listOf, PhoneNumber, Timestamp } from './primitives.ts'
import { RecordingRule } from './recordings.ts'
import { route } from './route.ts'
import { WebhookUrl } from './verbs.ts'

/** A number of the tenant's (a DID), and the flow that answers it. */
export const TenantNumber = z.object({
  id: Id,
  number: PhoneNumber,
  label: z.string().trim().max(80, 'At most 80 characters.'),
  flowId: Id.nullable(),
  /** Asked what to do with a call, before the flow: a signed POST that is answered with a list of verbs. */
  answerUrl: WebhookUrl.nullable(),
  /** Asked where that gives no usable answer. Where this gives none either, the flow takes the call. */
  answerFallbackUrl: WebhookUrl.nullable(),
  /** Told by a signed POST when a call starts, is answered and ends. */
  statusCallbackUrl: WebhookUrl.nullable(),
  /** Where callers leave messages while there is no flow. With neither, they are told that it is not in service. */
  voicemailBoxId: Id.nullable(),
  /** For talks of calls to it whose queue does not record by itself. */
  record: RecordingRule,
  createdAt: Timestamp,
})
export type TenantNumber = z.infer<typeof TenantNumber>

const tag = 'Numbers'
const params = z.object({ id: Id })
const changeable = TenantNumber.pick({
  label: true,
  flowId: true,
  answerUrl: true,
  answerFallbackUrl: true,
  statusCallbackUrl: true,
  voicemailBoxId: true,
  record: true,
})

export const numberRoutes = {
  listNumbers: route({
    method: 'GET',
    path: '/v1/numbers',
    summary: 'List numbers',
    tag,
    access: ['numbers:read'],
    response: listOf(TenantNumber),
  }),
  createNumber: route({
    method: 'POST',
    path: '/v1/numbers',
    summary: 'Add a number',
    tag,
    access: ['numbers:write'],
    body: changeable.partial().extend({ number: E164 }),
    response: TenantNumber,
    status: 201,
    errors: ['already_exists'],
  }),
  updateNumber: route({
    method: 'PATCH',
    path: '/v1/numbers/{id}',
    summary: "Change a number's label, recording or what answers it",
    tag,
    access: ['numbers:write'],
    params,
    body: changeable.partial(),
    response: TenantNumber,
  }),
  releaseNumber: route({
    method: 'DELETE',
    path: '/v1/numbers/{id}',
    summary: 'Release a number; calls in progress go on',
    tag,
    access: ['numbers:write'],
    params,
  }),
}
