/** Why a call is over, as people would say it. The set is closed; `endCauseText` has a sentence for each. */
export const endCauses = [
  'you-hung-up',
  'they-hung-up',
  'you-cancelled',
  'you-declined',
  'caller-gave-up',
  'taken-elsewhere',
  'not-taken-in-time',
  'busy',
  'no-answer',
  'declined',
  'unknown-number',
  'not-reachable',
  'not-allowed',
  'no-common-audio',
  'no-audio-path',
  'microphone-denied',
  'microphone-missing',
  'microphone-in-use',
  'connection-lost',
  'call-forgotten',
  'centre-failed',
  'phone-stopped',
] as const
export type EndCause = (typeof endCauses)[number]

/** How a call ended as far as SIP and WebRTC are concerned, when it was not our own doing. */
export type SipEnd =
  /** The other side sent BYE. */
  | { readonly how: 'bye' }
  /** Our INVITE got a final answer of 300 or more. */
  | { readonly how: 'answered-with'; readonly status: number }
  /** The INVITE to us was cancelled; `taken` when the Reason header says that somebody took it (RFC 3326). */
  | { readonly how: 'cancelled'; readonly taken: boolean }
  /** Nobody here took the call in time. */
  | { readonly how: 'not-taken' }
  /** The WebSocket broke while the call needed it. */
  | { readonly how: 'transport' }
  /** The server did not answer a request of ours (RFC 3261 §17.1.1.2, timer B), or a 2xx of ours went without ACK. */
  | { readonly how: 'timeout' }
  /** The server knows nothing of the call: 481 or 408 inside it (RFC 3261 §12.2.1.2). */
  | { readonly how: 'unknown-dialog' }
  /** The descriptions of the two sides do not fit. */
  | { readonly how: 'description' }
  /** No path for the audio could be found, or it was lost for good. */
  | { readonly how: 'media' }
  | { readonly how: 'internal' }

/** Names the end of a call. Status codes are those of RFC 3261 §21. */
export function endCauseOf(end: SipEnd): EndCause {
  switch (end.how) {
    case 'bye':
      return 'they-hung-up'
    case 'answered-with':
      return causeOfStatus(end.status)
    case 'cancelled':
      return end.taken ? 'taken-elsewhere' : 'caller-gave-up'
    case 'not-taken':
      return 'not-taken-in-time'
    case 'transport':
    case 'timeout':
      return 'connection-lost'
    case 'unknown-dialog':
      return 'call-forgotten'
    case 'description':
      return 'no-common-audio'
    case 'media':
      return 'no-audio-path'
    case 'internal':
      return 'centre-failed'
  }
}

const causeByStatus: Readonly<Record<number, EndCause>> = {
  401: 'not-allowed',
  403: 'not-allowed',
  404: 'unknown-number',
  406: 'no-common-audio',
  407: 'not-allowed',
  408: 'no-answer',
  410: 'unknown-number',
  415: 'no-common-audio',
  430: 'not-reachable',
  480: 'not-reachable',
  484: 'unknown-number',
  485: 'unknown-number',
  486: 'busy',
  487: 'no-answer',
  488: 'no-common-audio',
  600: 'busy',
  603: 'declined',
  604: 'unknown-number',
  606: 'no-common-audio',
  607: 'declined',
}

function causeOfStatus(status: number): EndCause {
  return causeByStatus[status] ?? (status >= 500 ? 'centre-failed' : 'not-reachable')
}

/** Whether an answer says that the credentials are no good (any more), so that fresh ones are worth a try. */
export function isCredentialRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 407
}
