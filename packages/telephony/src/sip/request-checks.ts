import {
  ACCEPT,
  ALLOW,
  METHODS,
  SDP,
  UNSERVED_METHODS,
  unsupportedExtensions,
} from './capabilities.ts'
import { trimSpace } from './characters.ts'
import type { SipRequest } from './message.ts'
import type { Reply } from './serialize.ts'
import { parseUri } from './uri.ts'

/**
 * Why a request outside any dialog cannot be served, whoever sent it (RFC 3261 §8.2.1 to §8.2.3); `undefined` when
 * nothing speaks against it so far.
 */
export function refusalOf(request: SipRequest): Reply | undefined {
  return (
    methodRefusal(request.method) ??
    targetRefusal(request) ??
    extensionRefusal(request) ??
    hopRefusal(request)
  )
}

function methodRefusal(method: string): Reply | undefined {
  switch (method) {
    case 'INVITE':
    case 'OPTIONS':
    case 'REGISTER':
      return undefined
    default:
      if (UNSERVED_METHODS.has(method)) return { status: 405, headers: [ALLOW] }
      // What makes sense in a dialog only, or a CANCEL that found no INVITE.
      if (METHODS.some((known) => known === method)) return { status: 481 }
      return { status: 501, headers: [ALLOW] }
  }
}

function targetRefusal(request: SipRequest): Reply | undefined {
  const target = parseUri(request.uri)
  if (!target) return { status: 400, reason: 'Malformed Request-URI' }
  if (target.kind === 'other') return { status: 416 }
  if (target.kind === 'sip' && target.headers !== undefined) {
    return { status: 400, reason: 'Headers In Request-URI' }
  }
  return undefined
}

/** The extensions that a request demands and we lack (§8.2.2.3). */
export function extensionRefusal(request: SipRequest): Reply | undefined {
  const lacking = unsupportedExtensions(request.headers.tokens('require'))
  if (lacking.length === 0) return undefined
  return { status: 420, headers: [['unsupported', lacking.join(', ')]] }
}

const SDP_RANGES: ReadonlySet<string> = new Set([SDP, 'application/*', '*/*'])

/** A caller who says what it accepts, and leaves out what we answer with (§20.1, RFC 4475 §3.3.15). */
export function acceptRefusal(request: SipRequest): Reply | undefined {
  const ranges = request.headers.list('accept')
  if (ranges.length === 0) return undefined
  const acceptsSdp = ranges.some((range) =>
    SDP_RANGES.has(trimSpace(range.split(';', 1)[0] ?? '').toLowerCase()),
  )
  return acceptsSdp ? undefined : { status: 406, headers: [ACCEPT] }
}

/** A back-to-back user agent passes calls on, and must not for ever (RFC 7332 §5.1). */
function hopRefusal(request: SipRequest): Reply | undefined {
  const hops = request.headers.get('max-forwards')
  return request.method === 'INVITE' && Number(hops ?? '70') === 0 ? { status: 483 } : undefined
}
