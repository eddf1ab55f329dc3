import type { Trunk } from '../port.ts'
import type { Clock } from '../sip/clock.ts'
import type { Flow } from '../sip/flow.ts'
import type { Hop, NetworkTransport } from '../sip/location/hop.ts'
import { locate, type Target } from '../sip/location/locate.ts'
import type { Names } from '../sip/location/names.ts'
import { octetsOf } from '../sip/octets.ts'
import { addressOfHost } from '../sip/uri.ts'
import { isPrivateAddress } from './addresses.ts'
import type { Network } from './network.ts'

export interface CarrierHopsOptions {
  readonly clock: Clock
  readonly names: Names
  readonly network: Pick<Network, 'family' | 'flowTo'>
  /** Whether trunks may lead to addresses of private networks. */
  readonly mayReachPrivate: boolean
}

/** A place of a carrier's that failed is the last to be tried for so long. */
const AVOID_MS = 60_000

const TRANSPORTS = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' } as const

/** Where a carrier is reached, as its names say at the moment (RFC 3263), and which of its places fail. */
export class CarrierHops {
  readonly #target: Target
  readonly #options: CarrierHopsOptions
  /** Until when each is avoided. */
  readonly #failing = new Map<string, number>()
  #current: Hop | undefined

  constructor(trunk: Trunk, options: CarrierHopsOptions) {
    this.#options = options
    const transport = transportOf(trunk)
    this.#target = {
      host: addressOfHost(octetsOf(trunk.host).toLowerCase()),
      ...(trunk.port !== undefined && { port: trunk.port }),
      ...(transport && { transport }),
    }
  }

  /** The places to try, the best first; none where the carrier's name leads nowhere that we may go. */
  async find(): Promise<readonly Hop[]> {
    const { names, network, mayReachPrivate, clock } = this.#options
    const { family } = network
    const transports: readonly NetworkTransport[] = ['UDP', 'TCP', 'TLS']
    const found = await locate(this.#target, { names, family, transports, random: Math.random })
    const allowed = found.filter(({ address }) => mayReachPrivate || !isPrivateAddress(address))
    for (const [key, until] of this.#failing) {
      if (until <= clock.now()) this.#failing.delete(key)
    }
    const isFailing = (hop: Hop): number => Number(this.#failing.has(keyOf(hop)))
    return allowed.toSorted((one, other) => isFailing(one) - isFailing(other))
  }

  /** The way to the best place, which what is not a call goes by. */
  async flow(): Promise<Flow | undefined> {
    const hops = await this.find()
    const last = this.#current
    // One place for as long as it serves: a registration is known where it was made.
    this.#current =
      hops.find((hop) => this.#serves(hop) && last && keyOf(hop) === keyOf(last)) ?? hops[0]
    return this.#current && this.#options.network.flowTo(this.#current)
  }

  /** The place that `flow` has led to does not answer; whether there is another to try. */
  async leaveCurrent(): Promise<boolean> {
    if (this.#current) this.noteFailure(this.#current)
    const hops = await this.find()
    return hops.some((hop) => this.#serves(hop))
  }

  noteFailure(hop: Hop): void {
    this.#failing.set(keyOf(hop), this.#options.clock.now() + AVOID_MS)
  }

  #serves(hop: Hop): boolean {
    return !this.#failing.has(keyOf(hop))
  }
}

const keyOf = ({ transport, address, port }: Hop): string => `${transport} ${address} ${port}`

/** What the trunk wants to be reached by; `undefined` where its domain decides. */
function transportOf({ transport = 'auto' }: Trunk): NetworkTransport | undefined {
  return transport === 'auto' ? undefined : TRANSPORTS[transport]
}
