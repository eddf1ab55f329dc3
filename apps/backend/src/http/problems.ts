import { errorCodes, type Problem } from '@iris/contracts'
import { DatabaseError } from '@iris/platform'
import type { Context } from 'hono'
import { Refusal } from '../problem.ts'
import type { HttpEnv } from './implement.ts'
import { methodsAt } from './method-not-allowed.ts'

/** Answers an error as problem+json (RFC 9457). What is not a refusal is ours: it is logged, and not shown. */
export function answerError(error: unknown, c: Context<HttpEnv>): Response {
  const refusal = asRefusal(error)
  const info = c.get('info')
  if (refusal.code === 'internal_error')
    info.log.error({ err: error }, 'request failed unexpectedly')
  return problemResponse(c, refusal)
}

/** Answers for an address that has no route, or not with that method. */
export function answerNotFound(c: Context<HttpEnv>): Response {
  const methods = methodsAt(c.req.path)
  if (methods.length > 0) {
    c.header('Allow', methods.join(', '))
    return problemResponse(c, new Refusal('method_not_allowed'))
  }
  return problemResponse(
    c,
    new Refusal('not_found', { detail: `There is nothing at ${c.req.path}.` }),
  )
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof DatabaseError && error.kind !== 'bad-tenant') {
    return new Refusal('unavailable', {
      detail: 'The database cannot be reached. Try again in a moment.',
    })
  }
  return new Refusal('internal_error')
}

function problemResponse(c: Context<HttpEnv>, { code, particulars }: Refusal): Response {
  const { retryAfterSeconds } = particulars
  const problem: Problem = {
    type: `/docs/errors/${code}`,
    ...errorCodes[code],
    code,
    requestId: c.get('info').id,
    ...(particulars.detail !== undefined && { detail: particulars.detail }),
    ...(particulars.errors && { errors: [...particulars.errors] }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(particulars.current && { current: particulars.current }),
  }
  return c.body(JSON.stringify(problem), errorCodes[code].status, {
    'Content-Type': 'application/problem+json',
    // The rest of the body is not read, so the connection is of no more use.
    ...(code === 'payload_too_large' && { Connection: 'close' }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  })
}
