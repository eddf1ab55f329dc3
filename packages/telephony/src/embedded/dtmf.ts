import { DTMF, DTMF_RELAY } from '../sip/capabilities.ts'
import type { Clock } from '../sip/clock.ts'
import type { Content } from '../sip/serialize.ts'

/** How a key came: in the audio stream (RFC 4733) or by INFO. */
export type KeyWay = 'rtp' | 'info'

const KEYS = '0123456789*#ABCD'
const KEY_DURATION_MS = 160

export const isKey = (text: string): boolean => text.length === 1 && KEYS.includes(text)

/**
 * The key in the body of an INFO: `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`), with the names
 * 10 and 11 that some give to `*` and `#`. `undefined` for other types; '' where the body holds no key.
 */
export function keyOfInfo(type: string, body: string): string | undefined {
  if (type !== DTMF_RELAY && type !== DTMF) return undefined
  const named = type === DTMF ? body : (/^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1] ?? '')
  const text = named.trim().toUpperCase()
  if (isKey(text)) return text
  return /^1[0-5]$/.test(text) ? KEYS.charAt(Number(text)) : ''
}

/** The INFO that presses a key at the peer. */
export function infoOfKey(key: string): Content {
  return { type: DTMF_RELAY, body: `Signal=${key}\r\nDuration=${KEY_DURATION_MS}\r\n` }
}

/** How far apart the two reports of one key press may be. */
const SAME_PRESS_MS = 600

/** Drops the second report of a key press that a peer sends both ways. */
export class KeyFilter {
  readonly #clock: Clock
  /** Presses that have been reported one way only, oldest first. */
  #single: { readonly key: string; readonly way: KeyWay; readonly at: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether this report is of a press not yet heard of. */
  isNew(key: string, way: KeyWay): boolean {
    const at = this.#clock.now()
    this.#single = this.#single.filter((press) => at - press.at <= SAME_PRESS_MS)
    const twin = this.#single.findIndex((press) => press.key === key && press.way !== way)
    if (twin >= 0) {
      this.#single.splice(twin, 1)
      return false
    }
    this.#single.push({ key, way, at })
    return true
  }
}
