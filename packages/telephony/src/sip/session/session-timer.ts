import { parseDigits, trimSpace } from '../characters.ts'
import type { Headers } from '../headers.ts'
import type { SipResponse } from '../message.ts'
import type { HeaderEntry } from '../serialize.ts'

/** The least interval we take, in seconds: RFC 4028 §4 forbids less. */
export const MIN_SESSION_SECONDS = 90
const MAX_SESSION_SECONDS = 2 ** 31

/** An agreement to show signs of life in time (RFC 4028). */
export interface SessionInterval {
  readonly seconds: number
  readonly refresher: 'us' | 'peer'
}

interface SessionExpires {
  readonly seconds: number
  readonly refresher: 'uac' | 'uas' | undefined
}

function sessionExpires(headers: Headers): SessionExpires | undefined {
  const [seconds = '', ...parameters] = (headers.get('session-expires') ?? '').split(';')
  const value = parseDigits(trimSpace(seconds), MAX_SESSION_SECONDS)
  if (value === undefined) return undefined
  const named = new Set(parameters.map((part) => part.replaceAll(/\s/g, '').toLowerCase()))
  const refresher = (['uac', 'uas'] as const).find((role) => named.has(`refresher=${role}`))
  return { seconds: value, refresher }
}

export type TimerRequest =
  | { readonly kind: 'none' }
  /** To be refused with 422 and our Min-SE (§9). */
  | { readonly kind: 'too-brief' }
  | {
      readonly kind: 'agreed'
      readonly interval: SessionInterval
      /** For the 2xx. */
      readonly headers: readonly HeaderEntry[]
    }

/** What a request asks for and we agree to (§9): the peer refreshes unless it wants us to, or cannot. */
export function timerOfRequest(headers: Headers): TimerRequest {
  const asked = sessionExpires(headers)
  if (!asked) return { kind: 'none' }
  const peerCan = headers.tokens('supported').has('timer') || headers.tokens('require').has('timer')
  if (asked.seconds < MIN_SESSION_SECONDS) {
    // A client without the extension would not understand a 422: a proxy asked, and may have its way.
    return peerCan ? { kind: 'too-brief' } : { kind: 'none' }
  }
  const refresher = peerCan ? (asked.refresher ?? 'uac') : 'uas'
  const value: HeaderEntry = ['session-expires', `${asked.seconds};refresher=${refresher}`]
  return {
    kind: 'agreed',
    interval: { seconds: asked.seconds, refresher: refresher === 'uac' ? 'peer' : 'us' },
    headers: refresher === 'uac' ? [value, ['require', 'timer']] : [value],
  }
}

/** What the 2xx to a request of ours agreed to (§7.2); `undefined` when there is no timer. */
export function timerOfResponse(headers: Headers): SessionInterval | undefined {
  const agreed = sessionExpires(headers)
  if (!agreed || agreed.seconds < MIN_SESSION_SECONDS) return undefined
  return { seconds: agreed.seconds, refresher: agreed.refresher === 'uas' ? 'peer' : 'us' }
}

/** The interval that a 422 asks for, in seconds (§6); `undefined` for other responses. */
export function leastInterval({ status, headers }: SipResponse): number | undefined {
  if (status !== 422) return undefined
  return parseDigits(trimSpace(headers.get('min-se')?.split(';', 1)[0] ?? ''), MAX_SESSION_SECONDS)
}

/** When to refresh, or to give the peer up, after the last refresh (§10), in milliseconds. */
export function timerDelayMs({ seconds, refresher }: SessionInterval): number {
  if (refresher === 'us') return (seconds * 1000) / 2
  return (seconds - Math.min(32, seconds / 3)) * 1000
}
