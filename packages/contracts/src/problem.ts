import { z } from 'zod'

/**
 * Every error the API answers with: its code, HTTP status and title. The set is closed; each code has its page
 * under `docs/errors/`.
 */
export const errorCodes = {
  bad_request: { status: 400, title: 'The request could not be read' },
  validation_failed: { status: 422, title: 'Some of what was sent is not valid' },
  not_signed_in: { status: 401, title: 'Sign in first' },
  token_expired: { status: 401, title: 'The access token has expired' },
  wrong_credentials: { status: 401, title: 'E-mail address or password is wrong' },
  session_ended: { status: 401, title: 'The session has ended' },
  link_expired: { status: 401, title: 'The link has expired' },
  link_revoked: { status: 401, title: 'The link was revoked' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  not_found: { status: 404, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'This does not fit what is there now' },
  already_exists: { status: 409, title: 'There is one already' },
  in_use: { status: 409, title: 'It is still in use' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  precondition_required: { status: 428, title: 'Say which one yours was made from' },
  flow_held: { status: 423, title: 'Somebody else is changing it' },
  tests_not_green: { status: 409, title: 'Not every test has passed' },
  idempotency_key_reused: { status: 422, title: 'This key was used for another request' },
  flow_invalid: { status: 422, title: 'The flow has errors' },
  payload_too_large: { status: 413, title: 'Too much was sent at once' },
  range_not_satisfiable: { status: 416, title: 'There are no such bytes' },
  too_many_requests: { status: 429, title: 'Too many tries; wait a little' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'This is not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorCodes

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]

/** What is wrong with one field, `path` as a JSON pointer (RFC 6901) into the body, or `?name` for a query. */
export const FieldError = z.object({ path: z.string(), message: z.string() })
export type FieldError = z.infer<typeof FieldError>

/** An error on the wire: RFC 9457 problem+json with Iris' code, and one entry per bad field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(FieldError).optional(),
  retryAfterSeconds: z.number().optional(),
  /** What is there in place of what was expected: who made it so, when, and its entity tag where it has one. */
  current: z
    .object({
      by: z.object({ id: z.string().nullable(), name: z.string() }),
      at: z.string(),
      etag: z.string().optional(),
    })
    .optional(),
})
export type Problem = z.infer<typeof Problem>
