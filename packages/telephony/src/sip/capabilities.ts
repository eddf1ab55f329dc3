import type { HeaderEntry } from './serialize.ts'

/** What this server can do, as it tells others (RFC 3261 §20.5, §20.37). */
export const METHODS = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'INFO',
  'PRACK',
  'REFER',
  'UPDATE',
] as const

/** Methods that exist but are not served here: 405, where others get 501 (§8.2.1, §21.5.2). */
export const UNSERVED_METHODS: ReadonlySet<string> = new Set([
  'MESSAGE',
  'NOTIFY',
  'PUBLISH',
  'SUBSCRIBE',
])

const EXTENSIONS: ReadonlySet<string> = new Set(['timer', '100rel', 'replaces'])

export const SDP = 'application/sdp'
export const DTMF_RELAY = 'application/dtmf-relay'
export const DTMF = 'application/dtmf'

export const ALLOW: HeaderEntry = ['allow', [...METHODS, 'REGISTER'].join(', ')]
export const SUPPORTED: HeaderEntry = ['supported', [...EXTENSIONS].join(', ')]
export const ACCEPT: HeaderEntry = ['accept', [SDP, DTMF_RELAY, DTMF].join(', ')]

/** The extensions a request demands that are not ours (§8.2.2.3). */
export function unsupportedExtensions(required: ReadonlySet<string>): string[] {
  return [...required].filter((extension) => extension !== '' && !EXTENSIONS.has(extension))
}
