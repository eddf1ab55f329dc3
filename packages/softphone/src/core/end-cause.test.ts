import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { endCauseOf, endCauses, isCredentialRefusal } from './end-cause.ts'
import type { SipEnd } from './end-cause.ts'

it.each<[SipEnd, string]>([
  [{ how: 'bye' }, 'they-hung-up'],
  [{ how: 'cancelled', taken: false }, 'caller-gave-up'],
  [{ how: 'cancelled', taken: true }, 'taken-elsewhere'],
  [{ how: 'not-taken' }, 'not-taken-in-time'],
  [{ how: 'transport' }, 'connection-lost'],
  [{ how: 'timeout' }, 'connection-lost'],
  [{ how: 'unknown-dialog' }, 'call-forgotten'],
  [{ how: 'description' }, 'no-common-audio'],
  [{ how: 'media' }, 'no-audio-path'],
  [{ how: 'internal' }, 'centre-failed'],
  [{ how: 'answered-with', status: 404 }, 'unknown-number'],
  [{ how: 'answered-with', status: 486 }, 'busy'],
  [{ how: 'answered-with', status: 603 }, 'declined'],
  [{ how: 'answered-with', status: 403 }, 'not-allowed'],
  [{ how: 'answered-with', status: 488 }, 'no-common-audio'],
  [{ how: 'answered-with', status: 503 }, 'centre-failed'],
  [{ how: 'answered-with', status: 499 }, 'not-reachable'],
])('names %o %s', (end, cause) => {
  expect(endCauseOf(end)).toBe(cause)
})

it('has a name for every final answer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 699 }), (status) => {
      expect(endCauses).toContain(endCauseOf({ how: 'answered-with', status }))
    }),
  )
})

it('takes 401, 403 and 407 for bad credentials', () => {
  expect([400, 401, 403, 404, 407, 500].filter(isCredentialRefusal)).toEqual([401, 403, 407])
})
