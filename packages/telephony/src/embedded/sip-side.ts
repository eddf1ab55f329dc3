import { Authenticator } from '../sip/authenticator.ts'
import type { Clock } from '../sip/clock.ts'
import { SipEndpoint } from '../sip/endpoint.ts'
import type { Flow } from '../sip/flow.ts'
import { Gatekeeper } from '../sip/gatekeeper.ts'
import { Registrar } from '../sip/registrar.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import { KeyedRateLimit } from '../sip/transport/rate-limit.ts'
import { openUdpTransport, type UdpTransport } from '../sip/transport/udp-transport.ts'
import { WebSocketTransport } from '../sip/transport/websocket-transport.ts'
import { hostOfAddress } from '../sip/uri.ts'
import { addressOfHop } from './addresses.ts'
import type { VoiceSettings } from './options.ts'

const LOOKUP_TIMEOUT_MS = 3000
const NONCE_LIFETIME_MS = 300_000

/** The endpoint with its transports, registrar and gatekeeper: all of SIP in one hand. */
export interface SipSide {
  readonly domain: string
  /** The address that SIP over UDP is bound to. */
  readonly address: string
  readonly endpoint: SipEndpoint
  readonly registrar: Registrar
  readonly udp: UdpTransport
  readonly webSockets: WebSocketTransport
}

export interface SipSideListener {
  called(session: IncomingSession): void
  registered(user: string): void
  unregistered(user: string): void
}

/** Binds the UDP port and puts the parts together. Rejects when the port cannot be bound. */
export async function openSipSide(
  settings: VoiceSettings,
  clock: Clock,
  listener: SipSideListener,
): Promise<SipSide> {
  const { domain, host, limits, log } = settings
  const datagrams = new KeyedRateLimit(clock, limits.datagrams)
  const registrar = registrarOf(settings, clock, listener)
  const udp = await openUdpTransport({
    host,
    port: settings.sipPort,
    onMessage: (bytes, flow) => {
      if (datagrams.take(flow.remoteAddress)) endpoint.receive(bytes, flow)
    },
    onError: (error) => log.warn({ err: error }, 'A SIP datagram could not be sent'),
  })
  const advertised = `${hostOfAddress(settings.advertisedAddress)}:${udp.port}`
  const endpoint = new SipEndpoint({
    clock,
    timing: settings.sipTiming,
    log,
    gatekeeper: gatekeeperOf(settings, clock),
    registrar,
    mayRegister: settings.mayRegister,
    maxSessions: limits.sessions,
    maxTransactions: limits.transactions,
    sentBy: (flow) => (flow.reliable ? domain : advertised),
    flowTo: (nextHop, cameBy) => {
      const hop = addressOfHop(nextHop, cameBy)
      return hop ? udp.flowTo(hop.address, hop.port) : cameBy
    },
    onCall: (session) => listener.called(session),
  })
  const webSockets = webSocketsOf(settings, clock, endpoint)
  return { domain, address: host, endpoint, registrar, udp, webSockets }
}

function registrarOf(
  { limits }: VoiceSettings,
  clock: Clock,
  listener: SipSideListener,
): Registrar {
  return new Registrar({
    clock,
    expiry: limits.registrationSeconds,
    maxBindingsPerUser: limits.bindingsPerUser,
    onRegistered: (user) => listener.registered(user),
    onUnregistered: (user) => listener.unregistered(user),
  })
}

function gatekeeperOf(settings: VoiceSettings, clock: Clock): Gatekeeper {
  const { domain, credentials, digestAlgorithms, log } = settings
  const authenticator = new Authenticator({
    realm: domain,
    algorithms: digestAlgorithms,
    clock,
    passwordOf: credentials,
    lookupTimeoutMs: LOOKUP_TIMEOUT_MS,
    nonceLifetimeMs: NONCE_LIFETIME_MS,
  })
  return new Gatekeeper(authenticator, { clock, log })
}

function webSocketsOf(
  { limits, log }: VoiceSettings,
  clock: Clock,
  endpoint: SipEndpoint,
): WebSocketTransport {
  return new WebSocketTransport({
    clock,
    limits: limits.webSockets,
    onMessage: (bytes, flow: Flow) => endpoint.receive(bytes, flow),
    onClose: (flow, reason) => {
      log.debug({ flow: flow.id, remoteAddress: flow.remoteAddress, reason }, 'A SIP socket closed')
      endpoint.flowClosed(flow)
    },
  })
}
