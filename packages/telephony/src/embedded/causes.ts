import { parseDigits } from '../sip/characters.ts'
import type { Headers } from '../sip/headers.ts'
import type { HeaderEntry, Reply } from '../sip/serialize.ts'
import type { SessionEnd } from '../sip/session/session-types.ts'
import type { Cause, ReferProgress } from '../port.ts'

/**
 * Causes and what SIP makes of them: the status that refuses a call, and the Q.850 value for Reason (RFC 3326). After
 * RFC 3398 §8.2.6.1 and FreeSWITCH, which names them.
 */
const OUTWARD: Readonly<Record<Cause, { readonly status: number; readonly q850: number }>> = {
  NORMAL_CLEARING: { status: 480, q850: 16 },
  USER_BUSY: { status: 486, q850: 17 },
  NO_ANSWER: { status: 480, q850: 19 },
  NO_USER_RESPONSE: { status: 408, q850: 18 },
  CALL_REJECTED: { status: 603, q850: 21 },
  ORIGINATOR_CANCEL: { status: 487, q850: 16 },
  UNALLOCATED_NUMBER: { status: 404, q850: 1 },
  USER_NOT_REGISTERED: { status: 480, q850: 20 },
  INCOMPATIBLE_DESTINATION: { status: 488, q850: 88 },
  DESTINATION_OUT_OF_ORDER: { status: 502, q850: 27 },
  NORMAL_TEMPORARY_FAILURE: { status: 503, q850: 41 },
  RECOVERY_ON_TIMER_EXPIRE: { status: 504, q850: 102 },
  MEDIA_TIMEOUT: { status: 504, q850: 102 },
  SYSTEM_SHUTDOWN: { status: 503, q850: 41 },
}

/** What a status in answer to our call means (RFC 3398 §7.2.4.1). Others go by their class. */
const OF_STATUS: ReadonlyMap<number, Cause> = new Map([
  [401, 'CALL_REJECTED'],
  [402, 'CALL_REJECTED'],
  [403, 'CALL_REJECTED'],
  [404, 'UNALLOCATED_NUMBER'],
  [405, 'INCOMPATIBLE_DESTINATION'],
  [406, 'INCOMPATIBLE_DESTINATION'],
  [407, 'CALL_REJECTED'],
  [408, 'RECOVERY_ON_TIMER_EXPIRE'],
  [410, 'UNALLOCATED_NUMBER'],
  [415, 'INCOMPATIBLE_DESTINATION'],
  [416, 'INCOMPATIBLE_DESTINATION'],
  [420, 'INCOMPATIBLE_DESTINATION'],
  [480, 'NO_USER_RESPONSE'],
  [484, 'UNALLOCATED_NUMBER'],
  [485, 'UNALLOCATED_NUMBER'],
  [486, 'USER_BUSY'],
  [487, 'ORIGINATOR_CANCEL'],
  [488, 'INCOMPATIBLE_DESTINATION'],
  [501, 'INCOMPATIBLE_DESTINATION'],
  [502, 'DESTINATION_OUT_OF_ORDER'],
  [504, 'RECOVERY_ON_TIMER_EXPIRE'],
  [505, 'INCOMPATIBLE_DESTINATION'],
  [600, 'USER_BUSY'],
  [603, 'CALL_REJECTED'],
  [604, 'UNALLOCATED_NUMBER'],
  [606, 'INCOMPATIBLE_DESTINATION'],
])

/** What Q.850 values mean where a network names one. */
const OF_Q850: ReadonlyMap<number, Cause> = new Map([
  [1, 'UNALLOCATED_NUMBER'],
  [16, 'NORMAL_CLEARING'],
  [17, 'USER_BUSY'],
  [18, 'NO_USER_RESPONSE'],
  [19, 'NO_ANSWER'],
  [20, 'USER_NOT_REGISTERED'],
  [21, 'CALL_REJECTED'],
  [22, 'UNALLOCATED_NUMBER'],
  [27, 'DESTINATION_OUT_OF_ORDER'],
  [28, 'UNALLOCATED_NUMBER'],
  [34, 'NORMAL_TEMPORARY_FAILURE'],
  [38, 'NORMAL_TEMPORARY_FAILURE'],
  [41, 'NORMAL_TEMPORARY_FAILURE'],
  [42, 'NORMAL_TEMPORARY_FAILURE'],
  [58, 'INCOMPATIBLE_DESTINATION'],
  [65, 'INCOMPATIBLE_DESTINATION'],
  [79, 'INCOMPATIBLE_DESTINATION'],
  [88, 'INCOMPATIBLE_DESTINATION'],
  [102, 'RECOVERY_ON_TIMER_EXPIRE'],
])

/** Statuses that a person, or a person's telephone, gives: the party ended the call, not the network. */
const BY_PARTY: ReadonlySet<number> = new Set([480, 486, 487, 600, 603])

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

/** The Reason header of a BYE, CANCEL or refusal (RFC 3326). */
export function reasonFor(cause: Cause): readonly HeaderEntry[] {
  return [['reason', `Q.850;cause=${OUTWARD[cause].q850};text="${cause}"`]]
}

export interface LegEnd {
  readonly cause: Cause
  readonly by: 'party' | 'us' | 'failure'
}

/** What the end of a session means for its leg. */
export function endOf(end: SessionEnd): LegEnd {
  switch (end.kind) {
    case 'bye':
      return { cause: 'NORMAL_CLEARING', by: 'party' }
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
  const named = q850Of(headers)
  const cause = named === undefined ? undefined : OF_Q850.get(named)
  if (cause) return cause
  const known = OF_STATUS.get(status)
  if (known) return known
  // We follow no redirection: the destination is not where it was said to be.
  if (status < 400) return 'DESTINATION_OUT_OF_ORDER'
  return status >= 600 ? 'CALL_REJECTED' : 'NORMAL_TEMPORARY_FAILURE'
}

function q850Of(headers: Headers): number | undefined {
  const reason = headers.list('reason').find((value) => /^Q\.850\b/i.test(value))
  const digits = reason && /;\s*cause\s*=\s*(\d{1,3})\b/i.exec(reason)?.[1]
  return digits === undefined ? undefined : parseDigits(digits, 127)
}
