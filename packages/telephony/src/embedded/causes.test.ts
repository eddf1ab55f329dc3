import { describe, expect, it } from 'vitest'
import { Headers } from '../sip/headers.ts'
import { endOf, reasonFor, refusalFor } from './causes.ts'

const refused = (status: number, ...reasons: string[]) =>
  endOf({
    kind: 'refused',
    status,
    headers: Headers.of(reasons.map((reason) => ['reason', reason] as const)),
  })

describe('causes', () => {
  it.each([
    [486, 'USER_BUSY', 'party'],
    [600, 'USER_BUSY', 'party'],
    [603, 'CALL_REJECTED', 'party'],
    [403, 'CALL_REJECTED', 'failure'],
    [480, 'NO_USER_RESPONSE', 'party'],
    [404, 'UNALLOCATED_NUMBER', 'failure'],
    [408, 'RECOVERY_ON_TIMER_EXPIRE', 'failure'],
    [488, 'INCOMPATIBLE_DESTINATION', 'failure'],
    [503, 'NORMAL_TEMPORARY_FAILURE', 'failure'],
    [499, 'NORMAL_TEMPORARY_FAILURE', 'failure'],
    [699, 'CALL_REJECTED', 'failure'],
    [302, 'DESTINATION_OUT_OF_ORDER', 'failure'],
  ] as const)('reads %i as %s by %s', (status, cause, by) => {
    expect(refused(status)).toEqual({ cause, by })
  })

  it('believes a network that names a Q.850 cause', () => {
    expect(refused(503, 'SIP;cause=503', 'Q.850 ; cause=17 ; text="Busy"').cause).toBe('USER_BUSY')
    expect(refused(486, 'Q.850;cause=127').cause).toBe('USER_BUSY')
    expect(refused(486, 'Q.850;cause=99999').cause).toBe('USER_BUSY')
  })

  it.each([
    ['USER_BUSY', 486],
    ['CALL_REJECTED', 603],
    ['UNALLOCATED_NUMBER', 404],
    ['NORMAL_TEMPORARY_FAILURE', 503],
    ['INCOMPATIBLE_DESTINATION', 488],
  ] as const)('refuses for %s with %i', (cause, status) => {
    expect(refusalFor(cause).status).toBe(status)
  })

  it('survives the way out and back', () => {
    for (const cause of [
      'USER_BUSY',
      'NO_ANSWER',
      'CALL_REJECTED',
      'UNALLOCATED_NUMBER',
    ] as const) {
      const [[, reason]] = reasonFor(cause) as [[string, string]]
      expect(refused(refusalFor(cause).status, reason).cause).toBe(cause)
    }
  })

  it('tells how a session ended otherwise', () => {
    const headers = new Headers()
    expect(endOf({ kind: 'bye', headers })).toEqual({ cause: 'NORMAL_CLEARING', by: 'party' })
    expect(endOf({ kind: 'cancelled' })).toEqual({ cause: 'ORIGINATOR_CANCEL', by: 'party' })
    expect(endOf({ kind: 'flow-closed' }).cause).toBe('MEDIA_TIMEOUT')
  })
})
