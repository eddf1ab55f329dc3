import { BlockList, isIP } from 'node:net'

/** Where a trunk's calls come from: addresses, and networks in CIDR notation. */
interface Sources {
  readonly id: string
  readonly enabled: boolean
  readonly addresses: readonly string[]
}

/**
 * Whose call it is that comes from an address: a trunk's; nobody's in particular, where no trunk in use says where its
 * calls come from; or a stranger's, where some do and none has the address.
 */
export type Origin =
  | { readonly kind: 'trunk'; readonly trunkId: string }
  | { readonly kind: 'anybody' }
  | { readonly kind: 'stranger' }

export function originOf(trunks: readonly Sources[], address: string): Origin {
  const known = trunks.filter(({ enabled, addresses }) => enabled && addresses.length > 0)
  if (known.length === 0) return { kind: 'anybody' }
  const trunk = known.find(({ addresses }) => includes(addresses, address))
  return trunk ? { kind: 'trunk', trunkId: trunk.id } : { kind: 'stranger' }
}

/** Whether an address is one of the addresses, or in one of the networks. */
export function includes(sources: readonly string[], address: string): boolean {
  const list = new BlockList()
  for (const source of sources) {
    const [net = '', bits] = source.split('/')
    const family = familyOf(net)
    if (bits === undefined) list.addAddress(net, family)
    else list.addSubnet(net, Number(bits), family)
  }
  return isIP(address) !== 0 && list.check(address, familyOf(address))
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
