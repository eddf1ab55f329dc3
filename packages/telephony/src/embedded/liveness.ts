import { afterAwake, type Clock } from '../sip/clock.ts'

/** How long a party may be missed, in milliseconds. */
export interface LivenessTiming {
  /** After which silence the media engine reports it. */
  readonly quietAfterMs: number
  /** Connection closed and audio gone: there is nobody any more. */
  readonly vanishedMs: number
  /** Connection closed, audio flowing: another connection may take over for so long. */
  readonly reconnectMs: number
  /** No audio, though the connection is there (or none is needed). */
  readonly silentMs: number
  /** Media closed by the peer, though the connection is there: a BYE should be on its way. */
  readonly mediaDownMs: number
}

export const STANDARD_LIVENESS: LivenessTiming = {
  quietAfterMs: 1000,
  vanishedMs: 600,
  reconnectMs: 30_000,
  silentMs: 15_000,
  mediaDownMs: 5000,
}

/** Tells when a party that said no goodbye must be taken for gone. Time in which this process was held up counts for nobody. */
export class Liveness {
  readonly #clock: Clock
  readonly #timing: LivenessTiming
  readonly #onDead: () => void
  #media: 'heard' | 'quiet' | 'down' = 'heard'
  #mediaSince = 0
  #flowLostAt: number | undefined
  #isHeld = false
  #stopTimer: (() => void) | undefined
  #isStopped = false

  constructor(clock: Clock, timing: LivenessTiming, onDead: () => void) {
    this.#clock = clock
    this.#timing = timing
    this.#onDead = onDead
  }

  flowLost(): void {
    this.#flowLostAt = this.#clock.now()
    this.#watch()
  }

  flowRestored(): void {
    this.#flowLostAt = undefined
    this.#watch()
  }

  /** What the media engine says of the party's audio. */
  media(state: 'heard' | 'quiet' | 'down'): void {
    if (this.#media === 'down') return
    this.#media = state
    this.#mediaSince = this.#clock.now()
    this.#watch()
  }

  /** A party that holds us owes us no audio. */
  held(isHeld: boolean): void {
    this.#isHeld = isHeld
    if (this.#media === 'quiet') this.#mediaSince = this.#clock.now()
    this.#watch()
  }

  stop(): void {
    this.#isStopped = true
    this.#stopTimer?.()
  }

  #watch(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
    const deadline = this.#deadline()
    if (deadline === undefined || this.#isStopped) return
    const leftMs = Math.max(0, deadline - this.#clock.now())
    this.#stopTimer = afterAwake(this.#clock, leftMs, this.#onDead, (ms) => this.#forgive(ms))
  }

  #forgive(heldUpMs: number): void {
    const now = this.#clock.now()
    this.#mediaSince = Math.min(now, this.#mediaSince + heldUpMs)
    if (this.#flowLostAt !== undefined)
      this.#flowLostAt = Math.min(now, this.#flowLostAt + heldUpMs)
  }

  #deadline(): number | undefined {
    const { vanishedMs, reconnectMs, silentMs, quietAfterMs, mediaDownMs } = this.#timing
    const lostAt = this.#flowLostAt
    if (lostAt !== undefined) {
      const reconnectBy = lostAt + reconnectMs
      if (this.#media === 'heard') return reconnectBy
      return Math.min(reconnectBy, Math.max(lostAt, this.#mediaSince) + vanishedMs)
    }
    if (this.#media === 'down') return this.#mediaSince + mediaDownMs
    if (this.#media === 'quiet' && !this.#isHeld) return this.#mediaSince + silentMs - quietAfterMs
    return undefined
  }
}
