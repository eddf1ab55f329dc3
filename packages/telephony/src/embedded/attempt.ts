import type { SessionEnd } from '../sip/session/session-types.ts'
import type { OutgoingSession } from '../sip/session/outgoing-session.ts'

/** One way to try a call by. */
export interface Attempt {
  /** Makes the session of the call with our offer; `undefined` when this is no way. */
  readonly call: (offer: string) => OutgoingSession | undefined
  /** It has shown no life, or no room. */
  readonly failed: () => void
}

/**
 * Whether the place that was called is out of order, so that another of the same party is to be tried (RFC 3263 §4.3):
 * nobody has heard of the call there.
 */
export function isOutOfOrder(end: SessionEnd): boolean {
  switch (end.kind) {
    case 'unanswered':
    case 'flow-closed':
      return true
    case 'refused':
      return end.status === 503
    case 'bye':
    case 'cancelled':
    case 'vanished':
      return false
  }
}
