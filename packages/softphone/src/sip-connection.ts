import { UA } from 'jssip'
import type {
  SipAgentConfiguration,
  SipAgentEvents,
  SipCallOptions,
  SipMessage,
  SipSession,
} from 'jssip'
import type { PhoneCredentials } from './phone.ts'
import { SipSocket } from './sip-socket.ts'

export interface SipConnectionOptions {
  readonly credentials: PhoneCredentials
  readonly registers: boolean
  readonly noAnswerTimeoutMs: number
  readonly onConnected: () => void
  readonly onRegistered: () => void
  /** The registration was answered with this status, or (`null`) not in time. */
  readonly onRegistrationFailed: (status: number | null) => void
  readonly onBroken: () => void
  readonly onInvited: (session: SipSession, request: SipMessage) => void
}

/** Long enough for a busy server, short enough not to be waited for in vain. */
const registerWithinMs = 8000
const neverS = 86_400

/** One SIP user on one WebSocket: JsSIP's user agent, with what it does not do by itself. */
export class SipConnection {
  readonly #options: SipConnectionOptions
  readonly #socket: SipSocket
  readonly #agent: UA
  #hasStarted = false
  #isRetired = false
  readonly #sessions = new Set<SipSession>()
  #registering: ReturnType<typeof setTimeout> | undefined

  constructor(options: SipConnectionOptions) {
    const { webSocketUrl } = options.credentials
    this.#options = options
    this.#socket = new SipSocket({
      url: webSocketUrl,
      onBroken: () => this.#onBroken(),
    })
    this.#agent = new UA(configure(options, this.#socket))
    this.#agent.on('connected', () => this.#onConnected())
    this.#agent.on('registered', () => this.#onRegistered())
    this.#agent.on('registrationFailed', (event) => this.#onRegistrationFailed(event))
    this.#agent.on('newRTCSession', (event) => this.#onSession(event))
  }

  /** Whether this is the same user at the same place, so that a new password is all it needs. */
  serves(credentials: PhoneCredentials): boolean {
    const own = this.#options.credentials
    return (
      own.username === credentials.username &&
      own.domain === credentials.domain &&
      own.webSocketUrl === credentials.webSocketUrl
    )
  }

  /** Opens the connection if it is not open, and registers (again) if this user does. */
  connect(password: string): void {
    this.#agent.set('password', password)
    if (!this.#hasStarted) {
      this.#hasStarted = true
      this.#agent.start()
    } else if (this.#socket.isConnected()) {
      this.#onConnected()
      if (this.#options.registers) this.#agent.register()
    } else {
      this.#socket.connect()
    }
  }

  disconnect(): void {
    clearTimeout(this.#registering)
    this.#socket.disconnect()
  }

  /** Finds out whether the connection still lives; `onBroken` follows if it does not. */
  probe(): void {
    this.#socket.probe()
  }

  call(target: string, options: SipCallOptions): SipSession {
    return this.#agent.call(
      `sip:${encodeURIComponent(target)}@${this.#options.credentials.domain}`,
      options,
    )
  }

  /** Reports nothing more, and closes as soon as it carries no call. */
  retire(): void {
    this.#isRetired = true
    if (this.#sessions.size === 0) this.close()
  }

  /** Ends what calls there are, unregisters and closes. */
  close(): void {
    this.#isRetired = true
    clearTimeout(this.#registering)
    this.#agent.stop()
  }

  #onConnected(): void {
    if (this.#isRetired) return
    if (this.#options.registers) {
      clearTimeout(this.#registering)
      this.#registering = setTimeout(
        () => this.#options.onRegistrationFailed(null),
        registerWithinMs,
      )
    }
    this.#options.onConnected()
  }

  #onRegistered(): void {
    clearTimeout(this.#registering)
    if (!this.#isRetired) this.#options.onRegistered()
  }

  #onRegistrationFailed({ response, cause }: SipAgentEvents['registrationFailed']): void {
    clearTimeout(this.#registering)
    // A connection that broke under a registration is reported by the socket.
    if (this.#isRetired || cause === 'Connection Error') return
    this.#options.onRegistrationFailed(response?.status_code ?? null)
  }

  #onBroken(): void {
    clearTimeout(this.#registering)
    if (!this.#isRetired) this.#options.onBroken()
  }

  #onSession({ originator, session, request }: SipAgentEvents['newRTCSession']): void {
    if (this.#isRetired) return session.terminate({ status_code: 480, reason_phrase: 'Gone' })
    this.#sessions.add(session)
    const onOver = () => {
      this.#sessions.delete(session)
      if (this.#isRetired && this.#sessions.size === 0) this.#agent.stop()
    }
    session.on('ended', onOver)
    session.on('failed', onOver)
    if (originator === 'remote') this.#options.onInvited(session, request)
  }
}

function configure(options: SipConnectionOptions, socket: SipSocket): SipAgentConfiguration {
  const { username, password, domain } = options.credentials
  return {
    sockets: [socket],
    uri: `sip:${username}@${domain}`,
    password,
    register: options.registers,
    register_expires: 300,
    no_answer_timeout: Math.max(1, Math.ceil(options.noAnswerTimeoutMs / 1000)),
    // A refresh that cannot be sent ends JsSIP's session, so a broken WebSocket would end a call whose audio flows on.
    // ICE consent (RFC 7675) finds dead calls here, and `SipCall.recover` those the server has forgotten.
    session_timers: false,
    // The line decides when to try again.
    connection_recovery_min_interval: neverS,
    connection_recovery_max_interval: neverS,
    user_agent: 'Iris softphone',
  }
}
