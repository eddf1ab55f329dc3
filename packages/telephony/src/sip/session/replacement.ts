import type { SipRequest } from '../message.ts'
import { parseReplaces } from '../replaces.ts'
import { IncomingSession } from './incoming-session.ts'
import type { Session } from './session.ts'
import type { SessionTable } from './session-table.ts'

export type Replacement =
  | { readonly kind: 'none' }
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 481 | 486 }

/** The session that an INVITE wants the place of, none, or why it cannot have it (RFC 3891 §3). */
export function replacementOf(
  request: SipRequest,
  { sessions, user }: { sessions: SessionTable; user: string | undefined },
): Replacement {
  const [value, ...others] = request.headers.all('replaces')
  if (value === undefined) return { kind: 'none' }
  const replaces = parseReplaces(value)
  if (!replaces || others.length > 0) return { kind: 'refused', status: 400 }
  const session = sessions.named(replaces)
  // Of calls that were not answered yet only those that we make may be picked up.
  if (!session || (session.isEarly && session instanceof IncomingSession)) {
    return { kind: 'refused', status: 481 }
  }
  if (replaces.earlyOnly && !session.isEarly) return { kind: 'refused', status: 486 }
  // Nobody takes what was a browser's but the user whose browser it was.
  const isTheirs = session.user === undefined || session.user === user
  return isTheirs ? { kind: 'session', session } : { kind: 'refused', status: 403 }
}
