import type { Cause, Party, Trunk, TrunkState } from '../port.ts'
import { OptionsProbe, type ProbeResult } from '../sip/client/options-probe.ts'
import { RegistrationClient, type RegistrationState } from '../sip/client/registration-client.ts'
import { Timers, type Clock } from '../sip/clock.ts'
import type { RequestSender } from '../sip/endpoint.ts'
import type { Flow } from '../sip/flow.ts'
import { formatNameAddress } from '../sip/name-address.ts'
import { octetsOf } from '../sip/octets.ts'
import type { OutgoingSession, OutgoingCall } from '../sip/session/outgoing-session.ts'
import { escapeUser, hostOfAddress } from '../sip/uri.ts'
import { findSipAddress, isPrivateAddress } from './addresses.ts'
import type { Network } from './network.ts'

/** What a trunk's line needs of the driver. */
export interface TrunkContext {
  readonly clock: Clock
  /** The host part of our addresses. */
  readonly domain: string
  readonly network: Pick<Network, 'family' | 'transports' | 'flowTo'>
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
/** An INVITE without any answer for so long is given up. */
const SILENCE_MS = 2000

/** The way to one carrier: where it is, whether it is well, and the calls that go by it. */
export class TrunkLine {
  readonly trunk: Trunk
  readonly #context: TrunkContext
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
    this.#timers = new Timers(context.clock)
    const { clock, outside, domain } = context
    const { credentials } = trunk
    const parts = {
      clock,
      credentials,
      send: outside.send,
      contact: (flow: Flow) => outside.contactFor(flow),
      flow: () => this.#flow(),
    }
    this.#probe = new OptionsProbe({ ...parts, target: this.#target(), from: `<sip:${domain}>` })
    if (!trunk.registers || !credentials) return
    this.#registration = new RegistrationClient({
      ...parts,
      registrar: `sip:${this.#domain()}`,
      account: `<sip:${escapeUser(credentials.username)}@${this.#domain()}>`,
      changed: (state) => {
        this.#registered = state
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
    const result = await this.#probe.probe()
    this.#misses = isWell(result) ? 0 : MISSES_OF_OUTAGE
    this.#probed = result
    this.#tell()
    return this.state
  }

  /** The way for a call to a number; the cause when there is none. */
  async wayTo(number: string): Promise<{ flow: Flow; uri: string } | Cause> {
    const flow = await this.#flow()
    if (!flow) return 'DESTINATION_OUT_OF_ORDER'
    const { numberFormat } = this.trunk
    const user = numberFormat === 'digits' ? number.replace(/^\+/, '') : number
    return { flow, uri: `sip:${escapeUser(user)}@${this.#target().slice('sip:'.length)}` }
  }

  call(
    way: { flow: Flow; uri: string },
    from: Party,
    { offer, headers }: Pick<OutgoingCall, 'offer' | 'headers'>,
  ): OutgoingSession | undefined {
    const { credentials } = this.trunk
    const { user, displayName } = from
    const caller = formatNameAddress(`sip:${escapeUser(user)}@${this.#domain()}`, displayName)
    return this.#context.call(
      {
        uri: way.uri,
        to: `<${way.uri}>`,
        from: caller,
        offer,
        // Carriers bill and show by this where From is somebody else's (RFC 3325 §9.1).
        headers: [['p-asserted-identity', caller], ...headers],
        silenceMs: SILENCE_MS,
        ...(credentials ? { credentials } : {}),
      },
      way.flow,
    )
  }

  async #probeOn(): Promise<void> {
    const result = await this.#probe.probe()
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

  #target(): string {
    const { host, port } = this.trunk
    return `sip:${hostOfAddress(octetsOf(host))}:${port}`
  }

  #domain(): string {
    return hostOfAddress(octetsOf(this.trunk.domain ?? this.trunk.host))
  }

  /** Looked up each time: carriers move. */
  async #flow(): Promise<Flow | undefined> {
    const { network, mayReachPrivate } = this.#context
    const found = await findSipAddress(this.#target(), network)
    if (typeof found === 'string') return undefined
    if (!mayReachPrivate && isPrivateAddress(found.address)) return undefined
    return network.flowTo(found)
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
