import { BlockList, isIP } from 'node:net'
import type { Flow } from '../sip/flow.ts'
import { usualPort, type Hop, type NetworkTransport } from '../sip/location/hop.ts'
import type { Target } from '../sip/location/locate.ts'
import type { NameAddress } from '../sip/name-address.ts'
import { addressOfHost, parseUri, type Uri } from '../sip/uri.ts'

/** Addresses that mean nothing outside the network they stand in (RFC 1918, 3927, 4193, 4291, 6598), or are nobody's. */
const privateAddresses = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(net, prefix, 'ipv4')
}
privateAddresses.addSubnet('fc00::', 7, 'ipv6')
privateAddresses.addSubnet('fe80::', 10, 'ipv6')
privateAddresses.addSubnet('ff00::', 8, 'ipv6')
// `::` and `::1`.
privateAddresses.addSubnet('::', 127, 'ipv6')

/** Whether an address means nothing outside the network it stands in. */
export const isPrivateAddress = (address: string): boolean =>
  privateAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Where a SIP address leads to (RFC 3263); `undefined` where that is nothing of ours. */
export function targetOf(uri: string): Target | undefined {
  const target = parseUri(uri)
  if (target?.kind !== 'sip') return undefined
  const { host, port, parameters, secure } = target
  const isNamed = secure || parameters.has('transport')
  const transport = isNamed ? transportOf(target, 'UDP') : undefined
  if (isNamed && !transport) return undefined
  return {
    host: addressOfHost(host),
    ...(port !== undefined && { port }),
    ...(transport && { transport }),
  }
}

/** What a URI asks to be reached by (RFC 3263 §4.1); `undefined` where that is nothing of ours. */
function transportOf(
  { secure, parameters }: Extract<Uri, { kind: 'sip' }>,
  usual: Flow['transport'],
): NetworkTransport | undefined {
  const named = parameters.get('transport')?.toUpperCase()
  if (secure) return named === undefined || named === 'TCP' || named === 'TLS' ? 'TLS' : undefined
  return (['UDP', 'TCP', 'TLS'] as const).find((transport) => transport === (named ?? usual))
}

/**
 * The address of a dialog's next hop, where it is worth more than the way the dialog came by: not when it is a name
 * (whoever sent it is there), nor a private address given to us by a public one (it stands behind a NAT).
 */
export function addressOfHop(nextHop: NameAddress, cameBy: Flow): Hop | undefined {
  const target = nextHop.address
  if (target.kind !== 'sip') return undefined
  const address = addressOfHost(target.host)
  if (isIP(address) === 0 || isIP(address) !== isIP(cameBy.remoteAddress)) return undefined
  if (isPrivateAddress(address) && !isPrivateAddress(cameBy.remoteAddress)) return undefined
  const transport = transportOf(target, cameBy.transport)
  const port = target.port ?? usualPort(transport)
  return !transport || port === 0 ? undefined : { transport, address, port }
}

/** What is dialled: the user part of a SIP address, the number of a tel one; '' where there is none. */
export function userOf(address: Uri | undefined): string {
  if (address?.kind === 'tel') return address.number
  return address?.kind === 'sip' ? (address.user ?? '') : ''
}
