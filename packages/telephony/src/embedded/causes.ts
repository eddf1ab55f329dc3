import { parseDigits } from '../sip/characters.ts'
import type { Headers } from '../sip/headers.ts'
import type { HeaderEntry, Reply } from '../sip/serialize.ts'
import type { SessionEnd } from '../sip/session/session-types.ts'
import type { Cause, ReferProgress } from '../port.ts'
import { OF_Q850, OF_STATUS, OUTWARD } from './cause-table.ts'

/** Statuses that a person, or a person's telephone, gives: the party ended the call, not the network. */
const BY_PARTY: ReadonlySet<number> = new Set([480, 486, 487, 600, 603, 607])

/** The refusal of a calling leg. */
export function refusalFor(cause: Cause): Reply {
  return { status: OUTWARD[cause].status, headers: reasonFor(cause) }
}

/** How a transfer is coming about, as the status of the call it makes. */
export function statusOf(progress: ReferProgress): number {
  switch (progress.kind) {
    case 'ringing':
      return 180
    case 'connected':
      return 200
    case 'failed':
      return OUTWARD[progress.cause].status
  }
}

/** How a transfer is coming about, from the status of the call it makes; `undefined` for no news. */
export function progressOf(status: number): ReferProgress | undefined {
  if (status >= 300) return { kind: 'failed', cause: causeOfStatus(status) }
  if (status >= 200) return { kind: 'connected' }
  return status > 100 ? { kind: 'ringing' } : undefined
}

/** The Reason header of a BYE, CANCEL or refusal (RFC 3326). */
export function reasonFor(cause: Cause): readonly HeaderEntry[] {
  const reason: HeaderEntry = ['reason', `Q.850;cause=${OUTWARD[cause].q850};text="${cause}"`]
  // Telephones do not count as missed what was taken elsewhere (RFC 3326 §3.1).
  const isTaken = cause === 'LOSE_RACE' || cause === 'PICKED_OFF'
  return isTaken ? [['reason', 'SIP;cause=200;text="Call completed elsewhere"'], reason] : [reason]
}

export interface LegEnd {
  readonly cause: Cause
  readonly by: 'party' | 'us' | 'failure'
  /** The numbers that the call was sent to instead. */
  readonly redirectedTo?: readonly string[]
}

/** What the end of a session means for its leg. */
export function endOf(end: SessionEnd): LegEnd {
  switch (end.kind) {
    case 'bye':
      return { cause: causeNamedIn(end.headers) ?? 'NORMAL_CLEARING', by: 'party' }
    case 'cancelled':
      return { cause: 'ORIGINATOR_CANCEL', by: 'party' }
    case 'refused':
      return {
        cause: causeOfRefusal(end.status, end.headers),
        by: BY_PARTY.has(end.status) ? 'party' : 'failure',
      }
    case 'unanswered':
      return { cause: 'RECOVERY_ON_TIMER_EXPIRE', by: 'failure' }
    case 'flow-closed':
      return { cause: 'MEDIA_TIMEOUT', by: 'failure' }
    case 'vanished':
      return { cause: 'RECOVERY_ON_TIMER_EXPIRE', by: 'failure' }
  }
}

function causeOfRefusal(status: number, headers: Headers): Cause {
  return causeNamedIn(headers) ?? causeOfStatus(status)
}

function causeOfStatus(status: number): Cause {
  const known = OF_STATUS.get(status)
  if (known) return known
  // What could be followed has been: the destination is not where it was said to be.
  if (status < 400) return 'DESTINATION_OUT_OF_ORDER'
  return status >= 600 ? 'CALL_REJECTED' : 'NORMAL_TEMPORARY_FAILURE'
}

/** The cause that a network or telephone names in Q.850's values, where it is one that we know. */
function causeNamedIn(headers: Headers): Cause | undefined {
  const reason = headers.list('reason').find((value) => /^Q\.850\b/i.test(value))
  const digits = reason && /;\s*cause\s*=\s*(\d{1,3})\b/i.exec(reason)?.[1]
  const value = digits === undefined ? undefined : parseDigits(digits, 127)
  return value === undefined ? undefined : OF_Q850.get(value)
}
