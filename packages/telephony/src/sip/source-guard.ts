import { isIP } from 'node:net'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { KeyedRateLimit } from './transport/rate-limit.ts'

export interface SourceGuardOptions {
  readonly clock: Clock
  readonly log: Log
  /** Carriers are never shut out, and call as often as they like. */
  readonly isCarrier: (address: string) => boolean
  /** Who is in a call is not shut out. */
  readonly isInCall: (address: string) => boolean
}

/** Strikes that are forgiven as time goes by; above them an address is shut out. */
const STRIKES = { perSecond: 0.1, burst: 30 }
/** Calls from one address of the network. */
const CALLS = { perSecond: 100, burst: 500 }
const FIRST_BAN_MS = 60_000
const LONGEST_BAN_MS = 24 * 3_600_000
/** Of more addresses than this, those that were shut out first are forgotten. */
const MAX_BANS = 10_000

interface Ban {
  readonly lengthMs: number
  readonly until: number
}

/**
 * Shuts addresses out that guess passwords or look for servers to abuse: for a minute, and twice as long each time they
 * come back to it within a day. What is shut out is met with silence. This machine itself is never: what stands before
 * us here guards itself.
 */
export class SourceGuard {
  readonly #options: SourceGuardOptions
  readonly #strikes: KeyedRateLimit
  readonly #calls: KeyedRateLimit
  /** By address, the latest last. */
  readonly #bans = new Map<string, Ban>()

  constructor(options: SourceGuardOptions) {
    this.#options = options
    this.#strikes = new KeyedRateLimit(options.clock, STRIKES, MAX_BANS)
    this.#calls = new KeyedRateLimit(options.clock, CALLS, MAX_BANS)
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#bans.size + this.#strikes.size + this.#calls.size
  }

  isBanned(address: string): boolean {
    const ban = this.#bans.get(address)
    return ban !== undefined && this.#options.clock.now() < ban.until
  }

  /** Whether an address may make one more call now. */
  mayCall(address: string): boolean {
    return isLoopback(address) || this.#calls.take(address) || this.#options.isCarrier(address)
  }

  /** Notes a misdeed; so many points of it, so that the worse is forgiven less often. */
  strike(address: string, points: number): void {
    if (isLoopback(address) || this.isBanned(address)) return
    for (let point = 0; point < points; point += 1) {
      if (!this.#strikes.take(address)) {
        this.#ban(address)
        return
      }
    }
  }

  #ban(address: string): void {
    const { clock, log, isCarrier, isInCall } = this.#options
    if (isCarrier(address) || isInCall(address)) return
    const now = clock.now()
    const last = this.#bans.get(address)
    const isRepeated = last !== undefined && now < last.until + LONGEST_BAN_MS
    const lengthMs = isRepeated ? Math.min(last.lengthMs * 2, LONGEST_BAN_MS) : FIRST_BAN_MS
    this.#bans.delete(address)
    const [oldest] = this.#bans.keys()
    if (oldest !== undefined && this.#bans.size >= MAX_BANS) this.#bans.delete(oldest)
    this.#bans.set(address, { lengthMs, until: now + lengthMs })
    this.#strikes.forget(address)
    log.warn({ address, lengthMs }, 'An address is shut out of SIP')
  }
}

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
