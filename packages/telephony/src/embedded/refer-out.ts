import { VoiceError, type LegId, type ReferTo, type VoiceEvent } from '../port.ts'
import { octetsOf } from '../sip/octets.ts'
import type { Session } from '../sip/session/session.ts'
import { parseUri } from '../sip/uri.ts'
import { progressOf } from './causes.ts'

interface ReferOptions {
  readonly leg: LegId
  readonly session: Session
  readonly emit: (event: VoiceEvent) => void
}

/**
 * Asks a party to connect itself elsewhere; resolves when it has agreed. Rejects with `unavailable` when it does not, and
 * with a `TypeError` for an address that is none.
 */
export async function referOut(referTo: string, options: ReferOptions): Promise<void> {
  const { leg, session, emit } = options
  if (session.isReferring) {
    throw new VoiceError('wrong-state', 'The party is being connected elsewhere already')
  }
  let hasRung = false
  const status = await session.refer(referTo, (news) => {
    const progress = progressOf(news)
    if (!progress || (progress.kind === 'ringing' && hasRung)) return
    hasRung = true
    emit({ kind: 'leg.refer_progress', leg, progress })
  })
  if (status >= 300) throw new VoiceError('unavailable', `The party refused (${status})`)
}

/** Refer-To's value. `sessionOf` gives the session of a leg that is connected. */
export function referToOf(to: ReferTo, sessionOf: (leg: LegId) => Session | undefined): string {
  if (to.kind === 'leg') {
    const place = sessionOf(to.leg)?.placeOfOurs
    if (!place) throw new VoiceError('unavailable', 'Nobody can take our place in that call')
    const [uri = ''] = place.uri.split('?', 1)
    return `<${uri}?Replaces=${encodeURIComponent(place.replaces)}>`
  }
  const octets = octetsOf(to.uri)
  const address = parseUri(octets)
  if (!address || address.kind === 'other' || /[<>]/.test(octets)) {
    throw new TypeError(`Not an address to refer to: ${JSON.stringify(to.uri)}`)
  }
  return `<${octets}>`
}
