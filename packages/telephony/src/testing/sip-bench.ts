import { Authenticator } from '../sip/authenticator.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../sip/digest.ts'
import { SipEndpoint } from '../sip/endpoint.ts'
import type { Flow } from '../sip/flow.ts'
import { Gatekeeper } from '../sip/gatekeeper.ts'
import { silentLog, type Log } from '../sip/log.ts'
import type { SipMessage, SipRequest, SipResponse } from '../sip/message.ts'
import { parseMessage } from '../sip/parse-message.ts'
import { Registrar } from '../sip/registrar.ts'
import type { IncomingSession } from '../sip/session/incoming-session.ts'
import type { Referral } from '../sip/session/referral.ts'
import type { SessionHandlers } from '../sip/session/session-types.ts'
import { SourceGuard } from '../sip/source-guard.ts'
import { STANDARD_TIMING } from '../sip/transaction/timing.ts'
import { digestAnswer } from './digest-client.ts'
import { ManualClock } from './manual-clock.ts'
import { requestText, type RequestText } from './sip-text.ts'

const PASSWORDS: Readonly<Record<string, string>> = { alice: 'wonderland', guest: 'hello' }

/** A way to a peer that exists in memory only, and keeps what was sent over it. */
export class MemoryFlow implements Flow {
  readonly transport: Flow['transport']
  readonly reliable: boolean
  readonly remoteAddress = '192.0.2.7'
  readonly remotePort = 5062
  readonly users = new Set<string>()
  readonly id: string
  /** What was sent and not yet taken. */
  readonly sent: Buffer[] = []
  /** The first line of everything that was ever sent. */
  readonly startLines: string[] = []
  closedBecause: string | undefined
  #isOpen = true

  constructor(id: string, transport: Flow['transport']) {
    this.id = id
    this.transport = transport
    this.reliable = transport !== 'UDP'
  }

  isOpen(): boolean {
    return this.#isOpen
  }

  send(message: Buffer): boolean {
    if (!this.#isOpen) return false
    this.sent.push(message)
    this.startLines.push(message.toString('latin1').split('\r\n', 1)[0] ?? '')
    return true
  }

  close(reason: string): void {
    if (!this.reliable) return
    this.closedBecause = reason
    this.#isOpen = false
  }

  /** What was sent since it was last asked for, in short: `100`, `BYE`. */
  take(): string[] {
    return this.takeMessages().map((message) =>
      message.kind === 'request' ? message.method : String(message.status),
    )
  }

  takeMessages(): SipMessage[] {
    return this.sent.splice(0).map((bytes) => {
      const parsed = parseMessage(bytes)
      if (parsed.kind !== 'request' && parsed.kind !== 'response') {
        throw new Error(`We sent ${JSON.stringify(parsed)}`)
      }
      return parsed
    })
  }

  /** The latest response that was sent, taking everything. */
  takeResponse(): SipResponse {
    const last = this.takeMessages().findLast((message) => message.kind === 'response')
    if (last?.kind !== 'response') throw new Error('No response was sent')
    return last
  }

  /** The latest request that was sent, taking everything. */
  takeRequest(): SipRequest {
    const last = this.takeMessages().findLast((message) => message.kind === 'request')
    if (last?.kind !== 'request') throw new Error('No request was sent')
    return last
  }
}

/** Handlers that note what they hear: `ringing`, `answered v=0`, `ended bye`. */
export function notingHandlers(
  notes: string[],
  answer: (sdp: string) => Promise<string | undefined> = async (sdp) => `answer to ${sdp}`,
  referrals: Referral[] = [],
): SessionHandlers {
  return {
    ringing: () => void notes.push('ringing'),
    progressed: (sdp) => void notes.push(`progressed ${sdp}`),
    answered: (sdp) => void notes.push(`answered ${sdp}`),
    reoffered: (sdp) => {
      notes.push(`reoffered ${sdp}`)
      return answer(sdp)
    },
    info: (type, body) => {
      notes.push(`info ${type} ${body}`)
      return type === 'application/dtmf-relay'
    },
    referred: (referral) => {
      notes.push(`referred ${referral.target.address.uri}`)
      referrals.push(referral)
    },
    flowLost: () => void notes.push('flow lost'),
    flowRestored: () => void notes.push('flow restored'),
    ended: (end) => {
      const detail =
        end.kind === 'refused' ? ` ${end.status}` : end.kind === 'vanished' ? ` ${end.sign}` : ''
      notes.push(`ended ${end.kind}${detail}`)
    },
  }
}

/** A SIP endpoint on a clock turned by hand, with peers in memory. */
export function openSipBench(
  options: {
    passwordOf?: (user: string) => Promise<string | undefined>
    answer?: (sdp: string) => Promise<string | undefined>
    maxSessions?: number
    /** Shared where two endpoints meet. */
    clock?: ManualClock
    digestAlgorithms?: readonly DigestAlgorithm[]
    /** Hears of what should never happen. */
    onError?: (fields: object) => void
  } = {},
) {
  const log: Log = { ...silentLog, error: options.onError ?? silentLog.error }
  const clock = options.clock ?? new ManualClock()
  const events: string[] = []
  const notes: string[] = []
  const calls: IncomingSession[] = []
  const referrals: Referral[] = []
  const flows = new Map<string, MemoryFlow>()
  const udp = new MemoryFlow('udp:192.0.2.7:5062', 'UDP')
  const registrar = new Registrar({
    clock,
    expiry: { least: 30, most: 3600, usual: 600 },
    maxBindingsPerUser: 3,
    onRegistered: (user) => void events.push(`registered ${user}`),
    onUnregistered: (user) => void events.push(`unregistered ${user}`),
  })
  const authenticator = new Authenticator({
    realm: 'iris.test',
    algorithms: options.digestAlgorithms ?? DIGEST_ALGORITHMS,
    clock,
    passwordOf: options.passwordOf ?? (async (user) => PASSWORDS[user]),
    lookupTimeoutMs: 3000,
    nonceLifetimeMs: 300_000,
  })
  const guard = new SourceGuard({
    clock,
    log: silentLog,
    isCarrier: () => false,
    isInCall: (address) => endpoint.isInCall(address),
  })
  const endpoint: SipEndpoint = new SipEndpoint({
    clock,
    timing: STANDARD_TIMING,
    log,
    guard,
    gatekeeper: new Gatekeeper(authenticator, { clock, log: silentLog, guard }),
    registrar,
    mayRegister: (user) => user !== 'guest',
    maxSessions: options.maxSessions ?? 100,
    maxTransactions: 100_000,
    sentBy: () => 'iris.test:5060',
    flowTo: (nextHop, fallback) => flows.get(nextHop.uri) ?? fallback,
    flowBack: () => undefined,
    onCall: (session) => {
      calls.push(session)
      session.handle(notingHandlers(notes, options.answer, referrals))
    },
  })
  const webSocket = (name: string): MemoryFlow => new MemoryFlow(`ws:${name}`, 'WS')
  const bench = {
    clock,
    events,
    notes,
    calls,
    referrals,
    guard,
    flows,
    udp,
    registrar,
    endpoint,
    webSocket,
  }
  return { ...bench, ...traffic(bench) }
}

export type SipBench = ReturnType<typeof openSipBench>

function traffic({ endpoint, udp }: { endpoint: SipEndpoint; udp: MemoryFlow }) {
  /** Lets a request arrive, and waits until what it set off is done. */
  async function send(request: RequestText | Buffer, flow: MemoryFlow = udp): Promise<void> {
    endpoint.receive(Buffer.isBuffer(request) ? request : requestText(request), flow)
    await settle()
  }

  /** Sends a request twice: without, and then with the answer to the challenge. Gives the last response. */
  async function sendAs(
    user: string,
    request: RequestText,
    { flow, password = PASSWORDS[user] ?? '' }: { flow: MemoryFlow; password?: string },
  ): Promise<SipResponse> {
    flow.takeMessages()
    await send(request, flow)
    const challenge = flow.takeResponse()
    if (challenge.status !== 401) return challenge
    const login = {
      user,
      password,
      method: request.method,
      uri: request.uri ?? 'sip:100@iris.test',
    }
    const answer = digestAnswer(challenge.headers.all('www-authenticate'), login)
    await send(
      {
        ...request,
        cseq: (request.cseq ?? 1) + 1,
        headers: [...(request.headers ?? []), `Authorization: ${answer}`],
      },
      flow,
    )
    return flow.takeResponse()
  }

  async function closeFlow(flow: MemoryFlow): Promise<void> {
    flow.close('gone')
    endpoint.flowClosed(flow)
    await settle()
  }

  return { send, sendAs, closeFlow }
}

/** Lets everything that waits for nothing but its turn run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
