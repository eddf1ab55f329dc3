import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Flow } from '../sip/flow.ts'
import type { NameAddress } from '../sip/name-address.ts'
import { addressOfHost, parseUri, type Uri } from '../sip/uri.ts'

const SIP_PORT = 5060
const SIPS_PORT = 5061
const LOOKUP_MS = 3000

/** Addresses that mean nothing outside the network they stand in (RFC 1918, 3927, 4193, 4291, 6598). */
const privateAddresses = new BlockList()
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateAddresses.addSubnet(net, prefix, 'ipv4')
}
privateAddresses.addSubnet('fc00::', 7, 'ipv6')
privateAddresses.addSubnet('fe80::', 10, 'ipv6')
privateAddresses.addAddress('::1', 'ipv6')

/** Whether an address means nothing outside the network it stands in. */
export const isPrivateAddress = (address: string): boolean =>
  privateAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

export type NetworkTransport = 'UDP' | 'TCP' | 'TLS'

export interface SipAddress {
  readonly transport: NetworkTransport
  readonly address: string
  readonly port: number
}

type NoAddress = 'no-transport' | 'unknown-host'

const UDP_ONLY: ReadonlySet<NetworkTransport> = new Set(['UDP'])

/** Where a SIP address is reached over UDP; a reason when it cannot be. */
export function findUdpAddress(uri: string, family: 4 | 6): Promise<SipAddress | NoAddress> {
  return findSipAddress(uri, { family, transports: UDP_ONLY })
}

/** Where a SIP address is reached by one of the transports, and by which; a reason when it cannot be. */
export async function findSipAddress(
  uri: string,
  { family, transports }: { family: 4 | 6; transports: ReadonlySet<NetworkTransport> },
): Promise<SipAddress | NoAddress> {
  const target = parseUri(uri)
  if (target?.kind !== 'sip') return 'no-transport'
  const transport = transportOf(target, 'UDP')
  const port = target.port ?? usualPort(transport)
  if (!transport || !transports.has(transport) || port === 0) return 'no-transport'
  const host = addressOfHost(target.host)
  if (isIP(host) !== 0) {
    return isIP(host) === family ? { transport, address: host, port } : 'unknown-host'
  }
  try {
    const found = await within(LOOKUP_MS, lookup(host, { family }))
    return { transport, address: found.address, port }
  } catch {
    return 'unknown-host'
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

/** Where SIP is spoken unless a port is named (RFC 3261 §19.1.2). */
export const usualPort = (transport: NetworkTransport | undefined): number =>
  transport === 'TLS' ? SIPS_PORT : SIP_PORT

async function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came in ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The address of a dialog's next hop, where it is worth more than the way the dialog came by: not when it is a name
 * (whoever sent it is there), nor a private address given to us by a public one (it stands behind a NAT).
 */
export function addressOfHop(nextHop: NameAddress, cameBy: Flow): SipAddress | undefined {
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
