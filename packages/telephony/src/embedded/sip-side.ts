import type { TrunkId, TrunkState } from '../port.ts'
import { Authenticator } from '../sip/authenticator.ts'
import type { Clock } from '../sip/clock.ts'
import { SipEndpoint } from '../sip/endpoint.ts'
import { isWebSocket, type Flow } from '../sip/flow.ts'
import { Gatekeeper } from '../sip/gatekeeper.ts'
import type { Hop } from '../sip/location/hop.ts'
import { locate, type Target } from '../sip/location/locate.ts'
import { openNames } from '../sip/location/names.ts'
import type { Log } from '../sip/log.ts'
import { Registrar } from '../sip/registrar.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import { SourceGuard } from '../sip/source-guard.ts'
import { KeyedRateLimit } from '../sip/transport/rate-limit.ts'
import { WebSocketTransport } from '../sip/transport/websocket-transport.ts'
import { Network } from './network.ts'
import type { VoiceSettings } from './options.ts'
import { TrunkTable } from './trunk-table.ts'

const LOOKUP_TIMEOUT_MS = 3000
const NONCE_LIFETIME_MS = 300_000

/** The endpoint with its transports, registrar and gatekeeper: all of SIP in one hand. */
export interface SipSide {
  readonly domain: string
  /** The address that SIP is bound to. */
  readonly address: string
  readonly endpoint: SipEndpoint
  readonly registrar: Registrar
  readonly network: Network
  readonly webSockets: WebSocketTransport
  readonly trunks: TrunkTable
  /** The places where somebody is reached, the first to be tried first. */
  readonly locate: (target: Target) => Promise<readonly Hop[]>
}

export interface SipSideListener {
  called(session: IncomingSession): void
  registered(user: string): void
  unregistered(user: string): void
  trunkChanged(trunk: TrunkId, state: TrunkState): void
}

/** Binds the ports and puts the parts together. Rejects when a port cannot be bound. */
export async function openSipSide(
  settings: VoiceSettings,
  clock: Clock,
  listener: SipSideListener,
): Promise<SipSide> {
  const { domain, host, limits, log } = settings
  const datagrams = new KeyedRateLimit(clock, limits.datagrams)
  const registrar = registrarOf(settings, clock, listener)
  const network = await Network.open(settings, clock, {
    onMessage: (bytes, flow) => {
      if (flow.reliable || datagrams.take(flow.remoteAddress)) endpoint.receive(bytes, flow)
    },
    onClose: (flow, reason) => {
      noteClose(log, flow, reason)
      endpoint.flowClosed(flow)
      trunks.flowClosed(flow)
    },
  })
  const guard = new SourceGuard({
    clock,
    log,
    isCarrier: (address) => settings.isCarrier(address),
    isInCall: (address) => endpoint.isInCall(address),
  })
  const endpoint: SipEndpoint = new SipEndpoint({
    clock,
    timing: settings.sipTiming,
    log,
    guard,
    gatekeeper: gatekeeperOf(settings, clock, guard),
    registrar,
    mayRegister: settings.mayRegister,
    maxSessions: limits.sessions,
    maxTransactions: limits.transactions,
    sentBy: (flow) => (isWebSocket(flow) ? domain : network.sentBy(flow)),
    flowTo: (nextHop, cameBy) => network.flowToHop(nextHop, cameBy),
    flowBack: (via, closed) => network.flowBack(via, closed),
    onCall: (session) => listener.called(session),
  })
  const webSockets = webSocketsOf(settings, clock, endpoint)
  const names = settings.names ?? openNames({ clock })
  const trunks: TrunkTable = new TrunkTable({
    clock,
    names,
    domain,
    network,
    outside: endpoint.outside,
    call: (call, flow) => endpoint.call(call, flow, undefined),
    mayReachPrivate: settings.privateTrunks,
    changed: (trunk, state) => listener.trunkChanged(trunk, state),
  })
  const transports = ['UDP', 'TCP', 'TLS'] as const
  const { family } = network
  return {
    domain,
    address: host,
    endpoint,
    registrar,
    network,
    webSockets,
    trunks,
    locate: (target) => locate(target, { names, family, transports, random: Math.random }),
  }
}

function noteClose(log: Log, flow: Flow, reason: string): void {
  log.debug({ flow: flow.id, remoteAddress: flow.remoteAddress, reason }, 'A SIP connection closed')
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

function gatekeeperOf(settings: VoiceSettings, clock: Clock, guard: SourceGuard): Gatekeeper {
  const { domain, credentials, digestAlgorithms, log } = settings
  const authenticator = new Authenticator({
    realm: domain,
    algorithms: digestAlgorithms,
    clock,
    passwordOf: credentials,
    lookupTimeoutMs: LOOKUP_TIMEOUT_MS,
    nonceLifetimeMs: NONCE_LIFETIME_MS,
  })
  return new Gatekeeper(authenticator, { clock, log, guard })
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
      noteClose(log, flow, reason)
      endpoint.flowClosed(flow)
    },
  })
}
