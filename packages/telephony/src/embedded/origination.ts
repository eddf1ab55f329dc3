import { isToken } from '../sip/characters.ts'
import { isWebSocket } from '../sip/flow.ts'
import { formatNameAddress } from '../sip/name-address.ts'
import { octetsOf } from '../sip/octets.ts'
import type { Binding } from '../sip/registrar.ts'
import type { OutgoingCall } from '../sip/session/outgoing-session.ts'
import type { HeaderEntry } from '../sip/serialize.ts'
import { escapeUser } from '../sip/uri.ts'
import type { Cause, CodecWishes, Origination, TrunkId } from '../port.ts'
import { targetOf } from './addresses.ts'
import type { Attempt } from './attempt.ts'
import type { Destination } from './outgoing-branch.ts'
import type { SipSide } from './sip-side.ts'

/** Those who are rung with others are left after this long without a sign of life. */
const FORK_SILENCE_MS = 5000

/** Turns what a call is to reach into the places where it rings at once, or into the cause why there is none. */
export async function findWays(
  origination: Origination,
  sip: SipSide,
): Promise<readonly Destination[] | Cause> {
  const { to } = origination
  switch (to.kind) {
    case 'user':
      return waysToUser(to, origination, sip)
    case 'address':
      return listed(await wayToAddress(to, origination, sip))
    case 'trunk':
      return listed(await wayByTrunk(to, origination, sip))
  }
}

/** Throws a `TypeError` for headers that a call may not carry. */
export function headersOf({ headers = {} }: Origination): readonly HeaderEntry[] {
  return Object.entries(headers).map(([name, value]) => {
    if (!/^x-./i.test(name) || !isToken(name)) {
      throw new TypeError(`Not a header that a call may carry: ${JSON.stringify(name)}`)
    }
    return [name, octetsOf(value)]
  })
}

const listed = (way: Destination | Cause): readonly Destination[] | Cause =>
  typeof way === 'string' ? way : [way]

function waysToUser(
  { user, also = [] }: Extract<Origination['to'], { kind: 'user' }>,
  origination: Origination,
  sip: SipSide,
): readonly Destination[] | Cause {
  const bindings = [...new Set([user, ...also])].flatMap((name) => sip.registrar.find(name))
  if (bindings.length === 0) return 'USER_NOT_REGISTERED'
  const patience = bindings.length > 1 ? { silenceMs: FORK_SILENCE_MS } : {}
  return bindings.map((binding) => wayToBinding(binding, { ...origination, ...patience }, sip))
}

function wayToBinding(
  { user, flow, contact }: Binding,
  { silenceMs, ...origination }: Origination & Pick<OutgoingCall, 'silenceMs'>,
  sip: SipSide,
): Destination {
  const to = formatNameAddress(`sip:${escapeUser(user)}@${sip.domain}`)
  const patience = silenceMs === undefined ? {} : { silenceMs }
  return {
    // Browsers speak WebRTC, telephones plain RTP.
    transport: isWebSocket(flow) ? 'webrtc' : 'rtp',
    offerOptions: offerOptionsOf(origination),
    attempts: [
      onlyWay((offer) => {
        const call = { ...callOf(origination, sip, offer), uri: contact.uri, to, ...patience }
        return sip.endpoint.call(call, flow, user)
      }),
    ],
  }
}

async function wayToAddress(
  { uri, media = 'rtp' }: Extract<Origination['to'], { kind: 'address' }>,
  origination: Origination,
  sip: SipSide,
): Promise<Destination | Cause> {
  const octets = octetsOf(uri)
  const target = targetOf(octets)
  if (!target) return 'INCOMPATIBLE_DESTINATION'
  const hops = await sip.locate(target)
  if (hops.length === 0) return 'DESTINATION_OUT_OF_ORDER'
  const to = formatNameAddress(octets)
  return {
    transport: media,
    offerOptions: offerOptionsOf(origination),
    attempts: hops.map((hop) =>
      onlyWay((offer) => {
        const flow = sip.network.flowTo(hop)
        const call = { ...callOf(origination, sip, offer), uri: octets, to }
        return flow && sip.endpoint.call(call, flow, undefined)
      }),
    ),
  }
}

async function wayByTrunk(
  { trunk, number }: { trunk: TrunkId; number: string },
  origination: Origination,
  sip: SipSide,
): Promise<Destination | Cause> {
  const line = sip.trunks.find(trunk)
  if (!line) return 'DESTINATION_OUT_OF_ORDER'
  const { from, isPrivate = false } = origination
  const call = { from, isPrivate, headers: headersOf(origination) }
  const attempts = await line.waysTo(number, call)
  if (typeof attempts === 'string') return attempts
  const { media = 'rtp', codecs } = line.trunk
  return {
    transport: media,
    offerOptions: { ...(codecs && { codecs }), ...offerOptionsOf(origination) },
    attempts,
    redirected: (contact) => line.redirected(contact, { number, call }),
  }
}

/** A way whose failures nobody takes note of. */
const onlyWay = (call: Attempt['call']): Attempt => ({ call, failed: () => undefined })

function offerOptionsOf({ beside, codecs }: Origination): CodecWishes {
  return { ...(beside !== undefined && { beside }), ...(codecs && { codecs }) }
}

function callOf(
  origination: Origination,
  sip: SipSide,
  offer: string,
): Omit<OutgoingCall, 'uri' | 'to'> {
  const { user, displayName } = origination.from
  const from = formatNameAddress(`sip:${escapeUser(user)}@${sip.domain}`, displayName)
  return { from, offer, headers: headersOf(origination) }
}
