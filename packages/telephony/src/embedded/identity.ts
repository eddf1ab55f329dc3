import type { Party } from '../port.ts'
import type { SipRequest } from '../sip/message.ts'
import { formatNameAddress, parseNameAddresses, type NameAddress } from '../sip/name-address.ts'
import type { HeaderEntry } from '../sip/serialize.ts'
import { escapeUser } from '../sip/uri.ts'
import { userOf } from './addresses.ts'

/** Who wants to be nobody (RFC 3323 §4.1.1.3). */
const NOBODY: Party = { user: 'anonymous', displayName: 'Anonymous' }
const NOBODY_ADDRESS = formatNameAddress('sip:anonymous@anonymous.invalid', NOBODY.displayName)

/**
 * Who calls. A carrier's word (P-Asserted-Identity) counts for more than the caller's own, and nobody else's word does (RFC
 * 3325 §9.1). Who asks for privacy is nobody to us, whatever the carrier says (§7).
 */
export function callerOf(
  invite: SipRequest,
  { isTrusted }: { readonly isTrusted: boolean },
): Party {
  if (wantsPrivacy(invite)) return NOBODY
  const asserted = isTrusted ? assertedBy(invite) : undefined
  return partyOf(asserted ?? invite.from)
}

/** From, and the headers that tell the carrier who calls, and whether the called may know (RFC 3325 §6, §9.3). */
export function showCaller(
  { user, displayName }: Party,
  { domain, isPrivate }: { readonly domain: string; readonly isPrivate: boolean },
): { readonly from: string; readonly headers: readonly HeaderEntry[] } {
  const caller = formatNameAddress(`sip:${escapeUser(user)}@${domain}`, displayName)
  // Carriers bill and show by this where From is somebody else's.
  const asserted: HeaderEntry = ['p-asserted-identity', caller]
  if (!isPrivate) return { from: caller, headers: [asserted] }
  return { from: NOBODY_ADDRESS, headers: [asserted, ['privacy', 'id']] }
}

const PRIVATE: ReadonlySet<string> = new Set(['id', 'user', 'header'])

function wantsPrivacy({ headers }: SipRequest): boolean {
  const wishes = headers.all('privacy').flatMap((value) => value.toLowerCase().split(/[;,]/))
  return wishes.some((wish) => PRIVATE.has(wish.trim()))
}

function assertedBy({ headers }: SipRequest): NameAddress | undefined {
  const identities = parseNameAddresses(headers.all('p-asserted-identity')) ?? []
  return identities.find(({ address }) => address.kind !== 'other' && userOf(address) !== '')
}

function partyOf({ address, displayName }: NameAddress): Party {
  return { user: userOf(address), ...(displayName !== undefined && { displayName }) }
}
