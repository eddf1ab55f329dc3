import type { Trunk } from '../port.ts'
import type { Headers } from '../sip/headers.ts'
import { parseNameAddress, type NameAddress } from '../sip/name-address.ts'
import type { SessionEnd } from '../sip/session/session-types.ts'
import type { Attempt } from './attempt.ts'

/** More places than anybody is sent to at once, and more times than a call is sent on. */
const MOST_CONTACTS = 3
export const MOST_REDIRECTIONS = 3
/** 305 wants a proxy used and 380 another service: neither says where somebody else is. */
const STATUSES: ReadonlySet<number> = new Set([300, 301, 302])
const NUMBER = /^\+?[1-9][0-9]{6,14}$/

/** Where a refusal says that the call should go instead, the best first (RFC 3261 §8.1.3.4); none where it says nothing. */
export function redirectionOf(end: SessionEnd): readonly NameAddress[] {
  if (end.kind !== 'refused' || !STATUSES.has(end.status)) return []
  return contactsOf(end.headers)
    .toSorted((one, other) => preferenceOf(other) - preferenceOf(one))
    .slice(0, MOST_CONTACTS)
}

/** What is made of a place that a call is sent to. */
export interface Redirection {
  /** The ways there, where it is the carrier's own. */
  readonly ways: readonly Attempt[]
  /** The number in E.164 that is to be called instead, by whatever trunk may. */
  readonly number?: string
}

/** Whom a contact names: a user part, or the number of a `tel` address. */
export function dialledBy({ address }: NameAddress): string | undefined {
  if (address.kind === 'tel') return address.number
  return address.kind === 'sip' ? address.user : undefined
}

/** What was dialled as a number in E.164, where a carrier writes numbers so; `undefined` where it is none. */
export function numberOf(dialled: string, format: Trunk['numberFormat']): string | undefined {
  if (!NUMBER.test(dialled)) return undefined
  if (dialled.startsWith('+')) return dialled
  return format === 'digits' ? `+${dialled}` : undefined
}

function contactsOf(headers: Headers): readonly NameAddress[] {
  return headers.list('contact').flatMap((value) => parseNameAddress(value) ?? [])
}

/** From 0 to 1 (RFC 3261 §20.10); 1 where nothing sensible is said. */
function preferenceOf({ parameters }: NameAddress): number {
  const q = parameters.get('q') ?? ''
  return /^(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 1
}
