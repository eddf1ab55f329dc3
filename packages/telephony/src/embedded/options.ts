import { isIP } from 'node:net'
import type { Transcriber } from '../listening.ts'
import type { MediaEngine, MediaEngineOptions } from '../media/index.ts'
import { isHostName } from '../sip/characters.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../sip/digest.ts'
import type { Clock } from '../sip/clock.ts'
import type { Log } from '../sip/log.ts'
import type { Names } from '../sip/location/names.ts'
import type { ExpiryBounds } from '../sip/registrar.ts'
import { STANDARD_TIMING, type Timing } from '../sip/transaction/timing.ts'
import type { StreamLimits } from '../sip/transport/stream-connection.ts'
import type { WebSocketLimits } from '../sip/transport/websocket-transport.ts'
import type { Rate } from '../sip/transport/rate-limit.ts'
import type { LegTiming } from './leg-context.ts'
import { STANDARD_LIVENESS } from './liveness.ts'

export interface EmbeddedVoiceOptions {
  /** The address that SIP binds to. */
  readonly host: string
  /** The UDP port for SIP; 0 takes any free one, which `sipPort` then tells. */
  readonly sipPort: number
  /** Speaks SIP over TCP too, on the same port. */
  readonly tcp?: boolean
  /**
   * Speaks SIP over TLS too, on a port of its own (0 takes any free one, which `sipTlsPort` then tells), with this
   * certificate chain and key in PEM. `ca` is trusted besides the well-known authorities.
   */
  readonly tls?: {
    readonly port: number
    readonly cert: string
    readonly key: string
    readonly ca?: string
  }
  /** The address that peers are told, where it is another (a `host` of 0.0.0.0, or address translation). */
  readonly advertisedAddress?: string
  /** The SIP domain: the host part of our addresses, and the realm of passwords. */
  readonly domain: string
  readonly media: Omit<MediaEngineOptions, 'logger'>
  /**
   * The password of a user, in the clear (each digest algorithm makes another hash of it; it should be one minted for
   * this use), or `undefined` for nobody. May hang or fail: after 3 s the client is told to come back.
   */
  readonly credentials: (user: string) => Promise<string | undefined>
  /**
   * The digest algorithms that users are let in by, the preferred first: SHA-256 and MD5 unless told (RFC 8760). JsSIP
   * knows MD5 only and reads the last challenge; telephones that know MD5 only and read the first want it first.
   */
  readonly digestAlgorithms?: readonly DigestAlgorithm[]
  /** Whether a user who has authenticated may register, and so be called. Everybody may unless told. */
  readonly mayRegister?: (user: string) => boolean
  /** Whether an address is a carrier's, which is never shut out whatever is said in its name. None is unless told. */
  readonly isCarrier?: (address: string) => boolean
  /** Whether trunks may lead into private networks; not unless told, since tenants name their carriers themselves. */
  readonly privateTrunks?: boolean
  /** What names lead to; asked of the machine's name servers unless told. */
  readonly names?: Names
  /** What turns speech into text; without one, nobody can be listened to. */
  readonly transcriber?: Transcriber | undefined
  readonly log: Log
  readonly limits?: Partial<VoiceLimits>
  readonly legTiming?: Partial<LegTiming>
  readonly sipTiming?: Timing
  /** Time; another for tests of what takes a minute. */
  readonly clock?: Clock
  /** Opens the media engine; another one for tests of what happens when it fails. */
  readonly openMedia?: (options: MediaEngineOptions) => Promise<MediaEngine>
}

/** What the driver bears before it refuses. */
export interface VoiceLimits {
  readonly sessions: number
  readonly transactions: number
  readonly bindingsPerUser: number
  readonly registrationSeconds: ExpiryBounds
  /** Datagrams from one address; the rest are dropped. */
  readonly datagrams: Rate
  readonly webSockets: WebSocketLimits
  /** Connections over TCP and TLS. */
  readonly streams: StreamLimits
}

const STANDARD_LIMITS: VoiceLimits = {
  sessions: 4000,
  transactions: 100_000,
  bindingsPerUser: 8,
  registrationSeconds: { least: 30, most: 3600, usual: 600 },
  datagrams: { perSecond: 5000, burst: 10_000 },
  webSockets: {
    messages: { perSecond: 50, burst: 200 },
    unsentBytes: 1024 * 1024,
    connections: 10_000,
    connectionsPerAddress: 2000,
    pingAfterMs: 5000,
    deadAfterMs: 10_000,
  },
  streams: {
    messages: { perSecond: 5000, burst: 10_000 },
    unsentBytes: 1024 * 1024,
    connections: 10_000,
    connectionsPerAddress: 500,
    connectMs: 5000,
    messageMs: 10_000,
    // Telephones show life every two minutes or so (RFC 5626 §4.4.1).
    idleMs: 900_000,
    // Every two minutes at the most (RFC 5626 §4.4.1), and a little less for those who count strictly.
    pingEveryMs: 100_000,
    pongMs: 10_000,
  },
}

const STANDARD_LEG_TIMING: LegTiming = {
  ...STANDARD_LIVENESS,
  setUpMs: 8000,
  unattendedMs: 300_000,
  transcriptMs: 10_000,
}

export interface VoiceSettings extends EmbeddedVoiceOptions {
  readonly advertisedAddress: string
  readonly digestAlgorithms: readonly DigestAlgorithm[]
  readonly mayRegister: (user: string) => boolean
  readonly isCarrier: (address: string) => boolean
  readonly privateTrunks: boolean
  readonly limits: VoiceLimits
  readonly legTiming: LegTiming
  readonly sipTiming: Timing
}

/** The options with everything filled in. Throws a `TypeError` that names what is wrong. */
export function settingsOf(options: EmbeddedVoiceOptions): VoiceSettings {
  const { host, domain, sipPort, advertisedAddress = host } = options
  if (isIP(host) === 0) throw new TypeError(`host is not an IP address: ${host}`)
  if (isIP(advertisedAddress) === 0 || /^(0\.0\.0\.0|::)$/.test(advertisedAddress)) {
    throw new TypeError(`Peers cannot be told ${advertisedAddress}: set advertisedAddress`)
  }
  if (!isHostName(domain)) throw new TypeError(`domain is not a host name: ${domain}`)
  requirePort('sipPort', sipPort)
  if (options.tls) requirePort('tls.port', options.tls.port)
  return {
    ...options,
    advertisedAddress,
    digestAlgorithms: options.digestAlgorithms ?? DIGEST_ALGORITHMS,
    mayRegister: options.mayRegister ?? (() => true),
    isCarrier: options.isCarrier ?? (() => false),
    privateTrunks: options.privateTrunks ?? false,
    limits: { ...STANDARD_LIMITS, ...options.limits },
    legTiming: { ...STANDARD_LEG_TIMING, ...options.legTiming },
    sipTiming: options.sipTiming ?? STANDARD_TIMING,
  }
}

function requirePort(name: string, port: number): void {
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535
  if (!isPort) throw new TypeError(`${name} is not a port: ${port}`)
}
