import { randomInt } from 'node:crypto'
import { parseDigits } from '../characters.ts'
import type { Clock } from '../clock.ts'
import type { Flow } from '../flow.ts'
import type { SipResponse } from '../message.ts'
import { parseNameAddress } from '../name-address.ts'
import { RequestSeries, type Outcome, type SeriesOptions } from './request-series.ts'

export type RegistrationState =
  | { readonly kind: 'registering' }
  | { readonly kind: 'registered' }
  /** Refused with a status, unanswered, or without a way to the registrar; it is tried again. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'silence' | 'no-way' }

export interface RegistrationOptions extends SeriesOptions {
  /** The registrar's address: the Request-URI. */
  readonly registrar: string
  /** The address of record: `<sip:user@domain>`. */
  readonly account: string
  /** Where calls are to come: the Contact value, without parameters. */
  readonly contact: (flow: Flow) => string
  /** The way to the registrar, found anew each time; `undefined` while there is none. */
  readonly flow: () => Promise<Flow | undefined>
  readonly changed: (state: RegistrationState) => void
}

const WANTED_SECONDS = 600
const PATIENCE_MS = 5000
const FAREWELL_MS = 1000
/** Pauses after failures: doubled each time, within these, and never quite the same for all (RFC 5626 §4.5). */
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 300_000
const SOON_MS = 1000

/** Keeps us registered at somebody else's registrar (RFC 3261 §10.2), until it is stopped. */
export class RegistrationClient {
  readonly #options: RegistrationOptions
  readonly #series: RequestSeries
  readonly #clock: Clock
  #wantedSeconds = WANTED_SECONDS
  #failures = 0
  #isStopped = false
  #stopTimer: (() => void) | undefined
  #flow: Flow | undefined

  constructor(options: RegistrationOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#series = new RequestSeries(options)
  }

  start(): void {
    this.#options.changed({ kind: 'registering' })
    void this.#register()
  }

  /** Takes the registration back if there is one; resolves when that was heard, or in a second. */
  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#stopTimer?.()
    if (this.#flow) await this.#ask(this.#flow, 0, FAREWELL_MS)
  }

  /** A connection has closed. One that calls were to come by is gone: where we are now is told at once, or soon. */
  flowClosed(flow: Flow): void {
    if (this.#isStopped || this.#flow?.id !== flow.id) return
    this.#flow = undefined
    this.#stopTimer?.()
    this.#again(randomInt(SOON_MS / 2, SOON_MS))
  }

  async #register(): Promise<void> {
    const flow = await this.#options.flow()
    if (this.#isStopped) return
    if (!flow) {
      this.#failed({ kind: 'no-way' })
      return
    }
    const outcome = await this.#ask(flow, this.#wantedSeconds)
    if (this.#isStopped) return
    this.#take(outcome, flow)
  }

  #take(outcome: Outcome, flow: Flow): void {
    if (outcome.kind !== 'response') {
      // A connection on which nothing comes back may be dead without a word: another is made.
      if (flow.reliable) flow.close('The registrar does not answer')
      this.#failed({ kind: 'silence' })
      return
    }
    if (outcome.status < 300) {
      this.#registered(outcome, flow)
      return
    }
    const least = leastSeconds(outcome)
    if (least !== undefined && least > this.#wantedSeconds) {
      this.#wantedSeconds = least
      void this.#register()
      return
    }
    this.#failed({ kind: 'refused', status: outcome.status })
  }

  #registered(response: SipResponse, flow: Flow): void {
    this.#failures = 0
    this.#flow = flow
    const seconds = grantedSeconds(response, this.#options.contact(flow)) ?? this.#wantedSeconds
    // Early enough for one repetition to fail, late enough not to be a burden.
    this.#again(Math.max(1000, seconds * 1000 * 0.8))
    this.#options.changed({ kind: 'registered' })
  }

  #failed(state: RegistrationState): void {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#failures, 10))
    this.#failures += 1
    this.#flow = undefined
    this.#again(randomInt(pause / 2, pause))
    this.#options.changed(state)
  }

  #again(afterMs: number): void {
    this.#stopTimer = this.#clock.after(afterMs, () => void this.#register())
  }

  #ask(flow: Flow, seconds: number, patienceMs = PATIENCE_MS): Promise<Outcome> {
    const { registrar, account, contact } = this.#options
    return this.#series.ask(
      {
        method: 'REGISTER',
        uri: registrar,
        from: account,
        to: account,
        headers: [
          ['contact', contact(flow)],
          ['expires', String(seconds)],
        ],
      },
      flow,
      patienceMs,
    )
  }
}

/** The shortest time a registrar grants (423, RFC 3261 §10.2.8), in seconds and at most a day. */
function leastSeconds(response: SipResponse): number | undefined {
  if (response.status !== 423) return undefined
  return parseDigits(response.headers.get('min-expires') ?? '', 86_400)
}

/** The time a registrar grants our Contact, or all of them, in seconds (RFC 3261 §10.2.4). */
function grantedSeconds(response: SipResponse, contact: string): number | undefined {
  const own = parseNameAddress(contact)?.uri
  const bound = response.headers
    .list('contact')
    .map((value) => parseNameAddress(value))
    .find((address) => address !== undefined && address.uri === own)
  const written = bound?.parameters.get('expires') ?? response.headers.get('expires')
  return written === undefined ? undefined : parseDigits(written, 86_400)
}
