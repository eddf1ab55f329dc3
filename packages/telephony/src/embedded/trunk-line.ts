import type { Cause, Party, Trunk, TrunkState } from '../port.ts'
import { OptionsProbe, type ProbeResult } from '../sip/client/options-probe.ts'
import { RegistrationClient, type RegistrationState } from '../sip/client/registration-client.ts'
import { Timers, type Clock } from '../sip/clock.ts'
import type { RequestSender } from '../sip/endpoint.ts'
import type { Flow } from '../sip/flow.ts'
import type { Hop } from '../sip/location/hop.ts'
import type { Names } from '../sip/location/names.ts'
import type { NameAddress } from '../sip/name-address.ts'
import { octetsOf } from '../sip/octets.ts'
import type { HeaderEntry } from '../sip/serialize.ts'
import type { OutgoingSession, OutgoingCall } from '../sip/session/outgoing-session.ts'
import { addressOfHost, escapeUser, hostOfAddress } from '../sip/uri.ts'
import type { Attempt } from './attempt.ts'
import { CarrierHops } from './carrier-hops.ts'
import { showCaller } from './identity.ts'
import type { Network } from './network.ts'
import { dialledBy, numberOf, type Redirection } from './redirection.ts'

/** What a trunk's line needs of the driver. */
export interface TrunkContext {
  readonly clock: Clock
  /** The host part of our addresses. */
  readonly domain: string
  readonly network: Pick<Network, 'family' | 'flowTo'>
  readonly names: Names
  readonly outside: RequestSender
  readonly call: (call: OutgoingCall, flow: Flow) => OutgoingSession | undefined
  /** Whether trunks may lead to addresses of private networks. */
  readonly mayReachPrivate: boolean
  readonly changed: (trunk: string, state: TrunkState) => void
}

const PROBE_EVERY_MS = 30_000
/** After a first missed probe the next one comes soon: one lost answer is no outage. */
const PROBE_AGAIN_MS = 2000
const MISSES_OF_OUTAGE = 2
/** An INVITE without any answer for so long is given up, */
const SILENCE_MS = 2000
/** and goes to so many places at the most. */
const MOST_TRIES = 3

/** What a call shows the carrier, and carries besides. */
export interface CarrierCall {
  readonly from: Party
  /** Whether the called is not to know who calls. */
  readonly isPrivate: boolean
  readonly headers: readonly HeaderEntry[]
}

/** The way to one carrier: where it is, whether it is well, and the calls that go by it. */
export class TrunkLine {
  readonly trunk: Trunk
  readonly #context: TrunkContext
  readonly #hops: CarrierHops
  readonly #timers: Timers<'probe'>
  readonly #probe: OptionsProbe
  readonly #registration: RegistrationClient | undefined
  #registered: RegistrationState | undefined
  #probed: ProbeResult | undefined
  #misses = 0
  #told = JSON.stringify({ kind: 'unknown' })
  #isClosed = false

  constructor(trunk: Trunk, context: TrunkContext) {
    this.trunk = trunk
    this.#context = context
    this.#hops = new CarrierHops(trunk, context)
    this.#timers = new Timers(context.clock)
    const { clock, outside, domain } = context
    const { credentials } = trunk
    const parts = {
      clock,
      credentials,
      send: outside.send,
      contact: (flow: Flow) => outside.contactFor(flow),
      flow: () => this.#hops.flow(),
    }
    this.#probe = new OptionsProbe({ ...parts, target: this.#target(), from: `<sip:${domain}>` })
    if (!trunk.registers || !credentials) return
    this.#registration = new RegistrationClient({
      ...parts,
      registrar: `sip:${this.#domain()}`,
      account: `<sip:${escapeUser(credentials.username)}@${this.#domain()}>`,
      changed: (state) => {
        this.#registered = state
        if (state.kind === 'silence') void this.#hops.leaveCurrent()
        this.#tell()
      },
    })
  }

  open(): void {
    this.#registration?.start()
    void this.#probeOn()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#timers.stopAll()
    await this.#registration?.stop()
  }

  get state(): TrunkState {
    const registration = this.#registered
    if (registration && registration.kind !== 'registered') return stateOfRegistration(registration)
    return stateOfProbe(this.#probed)
  }

  /** Asks the carrier now. */
  async probe(): Promise<TrunkState> {
    const result = await this.#ask()
    this.#misses = isWell(result) ? 0 : MISSES_OF_OUTAGE
    this.#probed = result
    this.#tell()
    return this.state
  }

  /** A connection has closed: by one of ours the carrier's calls came, and it is to know the next. */
  flowClosed(flow: Flow): void {
    this.#registration?.flowClosed(flow)
  }

  /** The ways for a call to a number, to be tried one after another; the cause when there is none. */
  async waysTo(number: string, call: CarrierCall): Promise<readonly Attempt[] | Cause> {
    const { numberFormat } = this.trunk
    const user = numberFormat === 'digits' ? number.replace(/^\+/, '') : number
    const ways = await this.#waysToUser(escapeUser(user), call)
    return ways.length > 0 ? ways : 'DESTINATION_OUT_OF_ORDER'
  }

  /**
   * What is made of a place that the carrier sends a call to. Only whom to call is taken from it, never where: a call that
   * could be sent anywhere would be at the mercy of whoever is called. Another number is no matter of this trunk alone.
   */
  async redirected(
    contact: NameAddress,
    { number, call }: { readonly number: string; readonly call: CarrierCall },
  ): Promise<Redirection> {
    const dialled = dialledBy(contact)
    if (dialled === undefined) return { ways: [] }
    const other = numberOf(dialled, this.trunk.numberFormat)
    if (other !== undefined && other !== number) return { ways: [], number: other }
    const { address } = contact
    const isOurs = address.kind === 'sip' && (await this.#isCarriers(addressOfHost(address.host)))
    // As it stands: what a carrier writes there means something to it alone.
    const user = /^sips?:([^@]*)@/i.exec(contact.uri)?.[1]
    return { ways: isOurs && user ? await this.#waysToUser(user, call) : [] }
  }

  /** Whether a host is the carrier's: its name or realm, or an address that its name leads to. */
  async #isCarriers(host: string): Promise<boolean> {
    const { trunk } = this
    if ([trunk.host, trunk.domain].some((own) => own?.toLowerCase() === host)) return true
    return (await this.#hops.find()).some(({ address }) => address === host)
  }

  /** `user` as it is to stand in the address. */
  async #waysToUser(user: string, call: CarrierCall): Promise<readonly Attempt[]> {
    const hops = await this.#hops.find()
    const uri = `sip:${user}@${this.#target().slice('sip:'.length)}`
    return hops.slice(0, MOST_TRIES).map((hop) => ({
      call: (offer) => this.#call(uri, hop, { ...call, offer }),
      failed: () => this.#hops.noteFailure(hop),
    }))
  }

  #call(
    uri: string,
    hop: Hop,
    { from, isPrivate, headers, offer }: CarrierCall & { readonly offer: string },
  ): OutgoingSession | undefined {
    const flow = this.#context.network.flowTo(hop)
    if (!flow) return undefined
    const { credentials } = this.trunk
    const shown = showCaller(from, { domain: this.#domain(), isPrivate })
    return this.#context.call(
      {
        uri,
        to: `<${uri}>`,
        from: shown.from,
        offer,
        headers: [...shown.headers, ...headers],
        silenceMs: SILENCE_MS,
        ...(credentials ? { credentials } : {}),
      },
      flow,
    )
  }

  /** Asks the carrier's places one after another, until one is well. */
  async #ask(): Promise<ProbeResult> {
    for (let tries = 1; ; tries += 1) {
      const result = await this.#probe.probe()
      if (isWell(result) || result.kind === 'no-way' || tries === MOST_TRIES) return result
      const hasOther = await this.#hops.leaveCurrent()
      if (!hasOther) return result
    }
  }

  async #probeOn(): Promise<void> {
    const result = await this.#ask()
    if (this.#isClosed) return
    this.#misses = isWell(result) ? 0 : this.#misses + 1
    const isSure = this.#misses === 0 || this.#misses >= MISSES_OF_OUTAGE || !this.#probed
    if (isSure) this.#probed = result
    this.#tell()
    const afterMs = this.#misses === 1 ? PROBE_AGAIN_MS : PROBE_EVERY_MS
    this.#timers.start('probe', afterMs, () => void this.#probeOn())
  }

  #tell(): void {
    const { state } = this
    const told = JSON.stringify({ ...state, roundTripMs: undefined })
    if (told === this.#told || this.#isClosed) return
    this.#told = told
    this.#context.changed(this.trunk.id, state)
  }

  /** The carrier's address as it stands in requests; over what it is reached is said where we were told. */
  #target(): string {
    const { host, port, transport } = this.trunk
    const at = port === undefined ? '' : `:${port}`
    const over = transport === 'tcp' || transport === 'tls' ? `;transport=${transport}` : ''
    return `sip:${hostOfAddress(octetsOf(host))}${at}${over}`
  }

  #domain(): string {
    return hostOfAddress(octetsOf(this.trunk.domain ?? this.trunk.host))
  }
}

const isWell = (result: ProbeResult): boolean =>
  result.kind === 'answered' && result.status !== 503 && result.status !== 408

function stateOfRegistration(
  state: Exclude<RegistrationState, { kind: 'registered' }>,
): TrunkState {
  switch (state.kind) {
    case 'registering':
      return { kind: 'unknown' }
    case 'refused':
      return { kind: 'down', reason: 'registration-refused', status: state.status }
    case 'silence':
      return { kind: 'down', reason: 'silence' }
    case 'no-way':
      return { kind: 'down', reason: 'no-address' }
  }
}

function stateOfProbe(result: ProbeResult | undefined): TrunkState {
  if (!result) return { kind: 'unknown' }
  switch (result.kind) {
    case 'silence':
      return { kind: 'down', reason: 'silence' }
    case 'no-way':
      return { kind: 'down', reason: 'no-address' }
    case 'answered':
      return isWell(result)
        ? { kind: 'up', roundTripMs: result.roundTripMs }
        : { kind: 'down', reason: 'out-of-service', status: result.status }
  }
}
