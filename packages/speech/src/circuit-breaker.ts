export interface CircuitBreakerOptions {
  /** How many failures in a row open it. */
  readonly failures: number
  /** How long it stays open before one attempt is let through, in ms. */
  readonly openMs: number
  /** A clock that never goes back, in ms. */
  readonly now: () => number
}

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly untilMs: number }
  /** One attempt is under way that decides; it counts as lost when it never says how it went. */
  | { readonly kind: 'half-open'; readonly untilMs: number }

/**
 * Keeps from asking again and again what does not answer (M. Nygard, Release It!, "Circuit Breaker"). Whoever asks
 * `tryEnter` and is let through says afterwards how it went.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  #state: State = { kind: 'closed', failures: 0 }

  constructor(options: CircuitBreakerOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#state.kind !== 'closed'
  }

  /** Whether an attempt may be made now. */
  tryEnter(): boolean {
    if (this.#state.kind === 'closed') return true
    const now = this.#options.now()
    if (now < this.#state.untilMs) return false
    this.#state = { kind: 'half-open', untilMs: now + this.#options.openMs }
    return true
  }

  succeeded(): void {
    this.#state = { kind: 'closed', failures: 0 }
  }

  failed(): void {
    const { failures, openMs, now } = this.#options
    const count = this.#state.kind === 'closed' ? this.#state.failures + 1 : failures
    this.#state =
      count < failures
        ? { kind: 'closed', failures: count }
        : { kind: 'open', untilMs: now() + openMs }
  }
}
