/** The other party as SIP shows it: the user part of its address (a number, for most), and a name where there is one. */
export interface Party {
  readonly address: string
  readonly name: string | null
}

type ColleagueWish = 'transfer' | 'consult' | 'return'

/** A contact the centre offers: what the agent is told before accepting. `null` where the centre did not say. */
export interface Offer {
  readonly caller: Party
  /** The centre's id of the call, to look it up by. */
  readonly callId: string | null
  /** The number the caller dialled. */
  readonly number: string | null
  readonly queue: string | null
  /** When the caller began to wait (RFC 3339). */
  readonly waitingSince: string | null
  /** When the centre takes the offer back (RFC 3339). */
  readonly expiresAt: string | null
  /** A colleague who gives the caller away, asks for advice, or did not take a caller, who comes back (`return`). */
  readonly colleague: { readonly name: string; readonly wants: ColleagueWish } | null
  /** Whether the user has asked for this call, to listen in or to pick it up; then there is nothing to decide. */
  readonly isAskedFor: boolean
}

/** The headers of the centre's INVITE that carry an offer. */
const offerHeaders = {
  callId: 'X-Iris-Call',
  number: 'X-Iris-Number',
  queue: 'X-Iris-Queue',
  waitingSince: 'X-Iris-Waiting-Since',
  expiresAt: 'X-Iris-Offer-Expires',
  colleague: 'X-Iris-Colleague',
  wants: 'X-Iris-Colleague-Wants',
  askedFor: 'X-Iris-Asked-For',
} as const

// RFC 3339 §5.6, with the day's and the clock's bounds left to whoever reads it as a date.
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i

/**
 * Reads what an INVITE says about a contact. Headers that are absent, empty or (for times) malformed become `null`: an
 * offer is shown with what is known rather than not at all.
 */
export function readOffer(caller: Party, header: (name: string) => string | undefined): Offer {
  const text = (name: string) => header(name)?.trim() || null
  const time = (name: string) => {
    const value = text(name)
    return value !== null && timestamp.test(value) ? value : null
  }
  return {
    caller,
    callId: text(offerHeaders.callId),
    number: text(offerHeaders.number),
    queue: decoded(text(offerHeaders.queue)),
    waitingSince: time(offerHeaders.waitingSince),
    expiresAt: time(offerHeaders.expiresAt),
    colleague: colleagueIn(text),
    isAskedFor: text(offerHeaders.askedFor) !== null,
  }
}

function colleagueIn(text: (name: string) => string | null): Offer['colleague'] {
  const name = decoded(text(offerHeaders.colleague))
  const wants = text(offerHeaders.wants)
  const isKnown = wants === 'transfer' || wants === 'consult' || wants === 'return'
  return name !== null && isKnown ? { name, wants } : null
}

/** A name may come percent-encoded, as SIP allows beyond ASCII only in some places; one that does not decode stays. */
function decoded(value: string | null): string | null {
  if (value === null || !/%[0-9a-f]{2}/i.test(value)) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
