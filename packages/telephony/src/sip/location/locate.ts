import { isIP } from 'node:net'
import { usualPort, type Hop, type NetworkTransport } from './hop.ts'
import type { NaptrRecord, Names, SrvRecord } from './names.ts'
import { orderServices } from './service-order.ts'

/** Who is to be reached: a name or address, and what is already known of the way. */
export interface Target {
  /** A host name, or an address without brackets. */
  readonly host: string
  readonly port?: number
  /** Left to the domain unless told. */
  readonly transport?: NetworkTransport
}

export interface LocateOptions {
  readonly names: Names
  /** The family of addresses that can be reached. */
  readonly family: 4 | 6
  /** What is spoken here; without records that say otherwise the first is taken. */
  readonly transports: readonly NetworkTransport[]
  readonly random: () => number
}

/** More places than anybody tries one after another. */
const MOST_HOPS = 8
/** Services and their addresses are looked up for so many at most. */
const MOST_SERVICES = 8
const PATIENCE_MS = 6000

const SERVICES: Readonly<Record<NetworkTransport, { naptr: string; srv: string }>> = {
  UDP: { naptr: 'SIP+D2U', srv: '_sip._udp' },
  TCP: { naptr: 'SIP+D2T', srv: '_sip._tcp' },
  TLS: { naptr: 'SIPS+D2T', srv: '_sips._tcp' },
}

/**
 * The places where a target is reached, the first to be tried first (RFC 3263 §4); none where it cannot be. Takes 6 s at
 * most. Never rejects.
 */
export async function locate(target: Target, options: LocateOptions): Promise<readonly Hop[]> {
  const hops = await withPatience(findHops(target, options))
  const name = isIP(target.host) === 0 ? { name: target.host } : {}
  return hops.slice(0, MOST_HOPS).map((hop) => ({ ...hop, ...name }))
}

async function findHops(target: Target, options: LocateOptions): Promise<readonly Hop[]> {
  const { host, port } = target
  const transport = target.transport ?? options.transports[0]
  if (!transport || !options.transports.includes(transport)) return []
  if (isIP(host) !== 0 || port !== undefined) {
    return await atAddresses(host, { transport, port: port ?? usualPort(transport) }, options)
  }
  const services = await findServices(target, options)
  if (services.length === 0) {
    return await atAddresses(host, { transport, port: usualPort(transport) }, options)
  }
  const found = await Promise.all(
    services.slice(0, MOST_SERVICES).map((service) => atAddresses(service.name, service, options)),
  )
  return found.flat()
}

type Service = Pick<SrvRecord, 'name' | 'port'> & { readonly transport: NetworkTransport }

/** By what the domain says of itself (NAPTR), or else by what it has for each transport (SRV). */
async function findServices(
  { host, transport }: Target,
  options: LocateOptions,
): Promise<readonly Service[]> {
  const wanted = transport ? [transport] : options.transports
  const pointers = transport ? [] : pointersOf(await options.names.naptr(host), wanted)
  if (pointers.length > 0) return await servicesAt(pointers, options)
  return await servicesAt(
    wanted.map((one) => ({ transport: one, at: `${SERVICES[one].srv}.${host}` })),
    options,
  )
}

interface Pointer {
  readonly transport: NetworkTransport
  /** Where its SRV records are. */
  readonly at: string
}

/** What NAPTR records point to, of what is spoken here, in their order (RFC 3263 §4.1). */
function pointersOf(
  records: readonly NaptrRecord[],
  transports: readonly NetworkTransport[],
): readonly Pointer[] {
  return records
    .toSorted((one, other) => one.order - other.order || one.preference - other.preference)
    .flatMap(({ flags, service, replacement }) => {
      const transport = transports.find((one) => SERVICES[one].naptr === service.toUpperCase())
      return transport && flags.toLowerCase() === 's' ? [{ transport, at: replacement }] : []
    })
}

async function servicesAt(
  pointers: readonly Pointer[],
  { names, random }: LocateOptions,
): Promise<readonly Service[]> {
  const found = await Promise.all(
    pointers.map(async ({ transport, at }) => {
      // A lone dot says that there is no such service (RFC 2782).
      const records = (await names.srv(at)).filter(({ name }) => name !== '' && name !== '.')
      return orderServices(records, random).map((record) => ({ ...record, transport }))
    }),
  )
  return found.flat()
}

async function atAddresses(
  host: string,
  { transport, port }: { transport: NetworkTransport; port: number },
  { names, family }: LocateOptions,
): Promise<readonly Hop[]> {
  if (port === 0) return []
  if (isIP(host) !== 0) return isIP(host) === family ? [{ transport, address: host, port }] : []
  const addresses = await names.addresses(host, family)
  return addresses.map((address) => ({ transport, address, port }))
}

async function withPatience(hops: Promise<readonly Hop[]>): Promise<readonly Hop[]> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<readonly Hop[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE_MS)
  })
  try {
    return await Promise.race([hops, limit])
  } finally {
    clearTimeout(timer)
  }
}
