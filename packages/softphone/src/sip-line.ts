import { offline, transitionLine } from './core/line.ts'
import type { Line, LineEffect, LineEvent, LineState } from './core/line.ts'
import type { SipCallOptions, SipMessage, SipSession } from 'jssip'
import { watchNetwork } from './network-watch.ts'
import { SignedOutError } from './phone.ts'
import type { PhoneCredentials } from './phone.ts'
import { SipConnection } from './sip-connection.ts'
import { missingForLine } from './support.ts'

export interface SipLineOptions {
  readonly credentials: () => Promise<PhoneCredentials>
  readonly registers: boolean
  readonly noAnswerTimeoutMs: number
  readonly onState: (state: LineState) => void
  readonly onInvited: (session: SipSession, request: SipMessage) => void
}

/** Carries out what the line's state machine decides: credentials, connections, and the waiting between tries. */
export class SipLine {
  readonly #options: SipLineOptions
  #line: Line = offline
  #credentials: PhoneCredentials | null = null
  #connection: SipConnection | null = null
  #waiting: ReturnType<typeof setTimeout> | undefined
  #unwatch: (() => void) | null = null
  /** Counts starts and stops, so that what was asked for before one is not taken for an answer after it. */
  #life = 0

  constructor(options: SipLineOptions) {
    this.#options = options
  }

  get state(): LineState {
    return this.#line.state
  }

  start(): void {
    this.#dispatch({
      kind: 'start',
      registers: this.#options.registers,
      missing: missingForLine(globalThis),
    })
    if (this.#line.state.kind !== 'connecting') return
    this.#unwatch ??= watchNetwork({
      onBack: () => this.#onNetworkBack(),
      onDoubt: () => this.#connection?.probe(),
    })
  }

  stop(): void {
    this.#dispatch({ kind: 'stop' })
  }

  /** Sends an INVITE. Throws when there is no line. */
  call(target: string, options: SipCallOptions): SipSession {
    if (!this.#connection) throw new Error('the line is closed')
    return this.#connection.call(target, options)
  }

  /** What audio may go through, as the latest credentials say. */
  get iceServers(): RTCIceServer[] {
    return (this.#credentials?.iceServers ?? []).map(({ urls, username, credential }) => ({
      urls,
      ...(username !== undefined && { username }),
      ...(credential !== undefined && { credential }),
    }))
  }

  /** What a call of a line that does not register says about its credentials. */
  heardFromCall(event: Extract<LineEvent, { kind: `call-${string}` }>): void {
    if (!this.#options.registers) this.#dispatch(event)
  }

  #dispatch(event: LineEvent): void {
    const before = this.#line.state
    const { line, effects } = transitionLine(this.#line, event, {
      at: Date.now(),
      chance: Math.random(),
    })
    this.#line = line
    for (const effect of effects) this.#carryOut(effect)
    if (line.state !== before && line === this.#line) this.#options.onState(line.state)
  }

  #carryOut(effect: LineEffect): void {
    switch (effect.kind) {
      case 'fetch-credentials':
        return void this.#fetchCredentials()
      case 'connect':
        return this.#connect()
      case 'disconnect':
        return this.#connection?.disconnect()
      case 'wait':
        return this.#wait(effect.untilAt)
      case 'close':
        this.#connection?.close()
        return this.#forget()
      case 'retire':
        this.#connection?.retire()
        return this.#forget()
    }
  }

  async #fetchCredentials(): Promise<void> {
    const life = this.#life
    let event: LineEvent = { kind: 'credentials-came' }
    try {
      const credentials = await this.#options.credentials()
      if (life === this.#life) this.#credentials = credentials
    } catch (error) {
      event = { kind: 'credentials-failed', signedOut: error instanceof SignedOutError }
    }
    if (life === this.#life) this.#dispatch(event)
  }

  #connect(): void {
    clearTimeout(this.#waiting)
    const credentials = this.#credentials
    if (!credentials) return
    if (!this.#connection?.serves(credentials)) {
      this.#connection?.retire()
      this.#connection = this.#open(credentials)
    }
    this.#connection.connect(credentials.password)
  }

  #open(credentials: PhoneCredentials): SipConnection {
    const { registers, noAnswerTimeoutMs, onInvited } = this.#options
    const connection: SipConnection = new SipConnection({
      credentials,
      registers,
      noAnswerTimeoutMs,
      onConnected: () => this.#from(connection, { kind: 'connected' }),
      onRegistered: () => this.#from(connection, { kind: 'registered' }),
      onRegistrationFailed: (status) =>
        this.#from(connection, { kind: 'registration-failed', status }),
      onBroken: () => this.#from(connection, { kind: 'broken' }),
      onInvited,
    })
    return connection
  }

  #from(connection: SipConnection, event: LineEvent): void {
    if (connection === this.#connection) this.#dispatch(event)
  }

  #wait(untilAt: number): void {
    clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => this.#dispatch({ kind: 'try' }), untilAt - Date.now())
  }

  #onNetworkBack(): void {
    this.#dispatch({ kind: 'network-back' })
    this.#connection?.probe()
  }

  #forget(): void {
    this.#life += 1
    clearTimeout(this.#waiting)
    this.#unwatch?.()
    this.#unwatch = null
    this.#connection = null
    this.#credentials = null
  }
}
