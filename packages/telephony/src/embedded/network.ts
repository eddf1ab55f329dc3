import { isIP } from 'node:net'
import type { Clock } from '../sip/clock.ts'
import type { Flow } from '../sip/flow.ts'
import type { NameAddress } from '../sip/name-address.ts'
import { StreamTransport, type StreamSecurity } from '../sip/transport/stream-transport.ts'
import { openUdpTransport, type UdpTransport } from '../sip/transport/udp-transport.ts'
import { hostOfAddress } from '../sip/uri.ts'
import type { Via } from '../sip/via.ts'
import { usualPort, type Hop, type NetworkTransport } from '../sip/location/hop.ts'
import { addressOfHop } from './addresses.ts'
import type { VoiceSettings } from './options.ts'

/** Another program may hold the TCP port of a UDP port that happened to be free. */
const PORT_TRIES = 5

export interface NetworkListener {
  onMessage(bytes: Buffer, flow: Flow): void
  onClose(flow: Flow, reason: string): void
}

/** The ways to the SIP network: UDP, TCP and TLS. The last two take connections only where that is wanted. */
export class Network {
  readonly udp: UdpTransport
  readonly tcp: StreamTransport
  readonly tls: StreamTransport
  readonly #advertised: string
  readonly #family: 4 | 6

  /** Rejects when an address or port cannot be had. */
  static async open(
    settings: VoiceSettings,
    clock: Clock,
    listener: NetworkListener,
  ): Promise<Network> {
    const { udp, tcp } = await openSamePort(settings, clock, listener)
    const { port, ...certificate } = settings.tls ?? { port: undefined }
    const security = { kind: 'tls', ...certificate } as const
    const tls = await openStream(settings, clock, { port, security, listener }).catch(
      async (error: unknown) => {
        await Promise.all([udp.close(), tcp.close()])
        throw error
      },
    )
    return new Network(settings, { udp, tcp, tls })
  }

  private constructor(
    { advertisedAddress, host }: VoiceSettings,
    { udp, tcp, tls }: Pick<Network, 'udp' | 'tcp' | 'tls'>,
  ) {
    this.udp = udp
    this.tcp = tcp
    this.tls = tls
    this.#advertised = hostOfAddress(advertisedAddress)
    this.#family = isIP(host) === 6 ? 6 : 4
  }

  /** The family of addresses that can be reached. */
  get family(): 4 | 6 {
    return this.#family
  }

  get connections(): number {
    return this.tcp.size + this.tls.size
  }

  /** Our host and port for those who reach us by a flow. */
  sentBy({ transport }: Pick<Flow, 'transport'>): string {
    const port = transport === 'TLS' ? this.tls.port : this.udp.port
    return `${this.#advertised}:${port === 0 ? this.udp.port : port}`
  }

  /** The flow to a place; `undefined` where there are too many connections. */
  flowTo({ transport, address, port, name }: Hop): Flow | undefined {
    switch (transport) {
      case 'UDP':
        return this.udp.flowTo(address, port)
      case 'TCP':
        return this.tcp.flowTo(address, port)
      case 'TLS':
        return this.tls.flowTo(address, port, name)
    }
  }

  /** The flow to a dialog's next hop: the connection that the dialog came by, while it is there. */
  flowToHop(nextHop: NameAddress, cameBy: Flow): Flow {
    const hop = addressOfHop(nextHop, cameBy)
    if (!hop || !this.#isSpoken(hop.transport, cameBy)) return this.#again(cameBy)
    const isThere = cameBy.reliable && cameBy.isOpen()
    const isSame = hop.transport === cameBy.transport && hop.address === cameBy.remoteAddress
    if (isThere && isSame) return cameBy
    const proof = isSame && cameBy.provenName !== undefined ? { name: cameBy.provenName } : {}
    return this.flowTo({ ...hop, ...proof }) ?? cameBy
  }

  /** Nobody makes us open connections of a kind that we do not take, but who is reached by one already. */
  #isSpoken(transport: NetworkTransport, cameBy: Flow): boolean {
    if (transport === 'UDP' || transport === cameBy.transport) return true
    return (transport === 'TCP' ? this.tcp : this.tls).port !== 0
  }

  /** A flow as it is, or a new connection in place of one that we had opened and that has closed. */
  #again(flow: Flow): Flow {
    const { transport, remoteAddress, remotePort, provenName } = flow
    if (flow.isOpen() || !flow.isOurs || (transport !== 'TCP' && transport !== 'TLS')) return flow
    const name = provenName === undefined ? {} : { name: provenName }
    return this.flowTo({ transport, address: remoteAddress, port: remotePort, ...name }) ?? flow
  }

  /** The way back to whoever sent a request by a connection that has closed: to where its Via says that it listens. */
  flowBack(via: Via, { transport, remoteAddress }: Flow): Flow | undefined {
    if (transport !== 'TCP' && transport !== 'TLS') return undefined
    const port = via.port ?? usualPort(transport)
    return port === 0 ? undefined : this.flowTo({ transport, address: remoteAddress, port })
  }

  async close(): Promise<void> {
    await Promise.all([this.udp.close(), this.tcp.close(), this.tls.close()])
  }
}

/** UDP and TCP stand on one port, as peers expect. */
async function openSamePort(
  settings: VoiceSettings,
  clock: Clock,
  listener: NetworkListener,
): Promise<Pick<Network, 'udp' | 'tcp'>> {
  for (let tries = 1; ; tries += 1) {
    const udp = await openUdpTransport({
      host: settings.host,
      port: settings.sipPort,
      onMessage: (bytes, flow) => listener.onMessage(bytes, flow),
      onError: (error) => settings.log.warn({ err: error }, 'A SIP datagram could not be sent'),
    })
    try {
      const security = { kind: 'plain' } as const
      const port = settings.tcp ? udp.port : undefined
      return { udp, tcp: await openStream(settings, clock, { port, security, listener }) }
    } catch (error) {
      await udp.close()
      if (settings.sipPort !== 0 || tries === PORT_TRIES) throw error
    }
  }
}

function openStream(
  { host, limits }: VoiceSettings,
  clock: Clock,
  {
    port,
    security,
    listener,
  }: { port: number | undefined; security: StreamSecurity; listener: NetworkListener },
): Promise<StreamTransport> {
  return StreamTransport.open({
    host,
    port,
    security,
    clock,
    limits: limits.streams,
    onMessage: (bytes, flow) => listener.onMessage(bytes, flow),
    onClose: (flow, reason) => listener.onClose(flow, reason),
  })
}
