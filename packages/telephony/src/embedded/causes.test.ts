import { describe, expect, it } from 'vitest'
import { Headers } from '../sip/headers.ts'
import type { Cause } from '../port.ts'
import { OUTWARD } from './cause-table.ts'
import { endOf, reasonFor, refusalFor } from './causes.ts'

const isCause = (name: string): name is Cause => name in OUTWARD
const causes = Object.keys(OUTWARD).filter(isCause)

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
    expect(refused(404, 'Q.850;cause=3').cause).toBe('NO_ROUTE_DESTINATION')
    expect(refused(486, 'Q.850;cause=99').cause).toBe('USER_BUSY')
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
    // What the network has no value for goes as the nearest that it has.
    const nearest: Partial<Record<Cause, Cause>> = {
      ORIGINATOR_CANCEL: 'NORMAL_CLEARING',
      ALLOTTED_TIMEOUT: 'NORMAL_CLEARING',
      BLIND_TRANSFER: 'NORMAL_CLEARING',
      ATTENDED_TRANSFER: 'NORMAL_CLEARING',
      PICKED_OFF: 'LOSE_RACE',
      UNWANTED: 'CALL_REJECTED',
      MEDIA_TIMEOUT: 'RECOVERY_ON_TIMER_EXPIRE',
      SYSTEM_SHUTDOWN: 'NORMAL_TEMPORARY_FAILURE',
    }
    for (const cause of causes) {
      const reasons = reasonFor(cause).map(([, reason]) => reason)
      expect(refused(refusalFor(cause).status, ...reasons).cause).toBe(nearest[cause] ?? cause)
    }
  })

  it('says of a call that was taken elsewhere that nobody missed it', () => {
    const reasons = reasonFor('LOSE_RACE').map(([, reason]) => reason)
    expect(reasons[0]).toBe('SIP;cause=200;text="Call completed elsewhere"')
  })

  it('tells how a session ended otherwise', () => {
    const headers = new Headers()
    expect(endOf({ kind: 'bye', headers })).toEqual({ cause: 'NORMAL_CLEARING', by: 'party' })
    const timedOut = Headers.of([['reason', 'SIP;cause=200, Q.850;cause=102;text="Timer"']])
    expect(endOf({ kind: 'bye', headers: timedOut }).cause).toBe('RECOVERY_ON_TIMER_EXPIRE')
    expect(endOf({ kind: 'cancelled' })).toEqual({ cause: 'ORIGINATOR_CANCEL', by: 'party' })
    expect(endOf({ kind: 'flow-closed' }).cause).toBe('MEDIA_TIMEOUT')
  })
})
