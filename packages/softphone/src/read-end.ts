import type { SipEnd } from './core/end-cause.ts'
import type { SipEndEvent, SipMessage } from 'jssip'

/** JsSIP's causes of ends that no message brought, by how they come about. */
const endByCause: Readonly<Record<string, SipEnd>> = {
  'No Answer': { how: 'not-taken' },
  Expires: { how: 'not-taken' },
  // Not asked for by us (we would not listen any more), so JsSIP gave up on a request it could not send or get answered.
  Canceled: { how: 'transport' },
  'Connection Error': { how: 'transport' },
  'Request Timeout': { how: 'timeout' },
  'No ACK': { how: 'timeout' },
  'Dialog Error': { how: 'unknown-dialog' },
  'RTP Timeout': { how: 'media' },
  // ICE failed before the 2xx was acknowledged; JsSIP then turns the call down by itself.
  Rejected: { how: 'media' },
  'WebRTC Error': { how: 'description' },
  'Bad Media Description': { how: 'description' },
  'Incompatible SDP': { how: 'description' },
  'Missing SDP': { how: 'description' },
}

/** Reads from JsSIP's `ended` or `failed` how a call came to its end, when we did not ask for it. */
export function readEnd({ originator, message, cause }: SipEndEvent): SipEnd {
  if (originator === 'remote' && message !== null && typeof message === 'object') {
    if (message.method === 'BYE') return { how: 'bye' }
    if (message.method === 'CANCEL') return { how: 'cancelled', taken: wasTaken(message) }
    if (message.status_code !== undefined && message.status_code >= 300) {
      return { how: 'answered-with', status: message.status_code }
    }
  }
  return endByCause[cause] ?? { how: 'internal' }
}

/** RFC 3326 §3.1: a CANCEL because somebody else took the call says so in its Reason. */
function wasTaken(cancel: SipMessage): boolean {
  return /\bcause\s*=\s*200\b/.test(cancel.getHeader('Reason') ?? '')
}
