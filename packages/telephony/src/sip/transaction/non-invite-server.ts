import { Timers, type Clock } from '../clock.ts'
import { lifetimeOf, type Timing } from './timing.ts'

export interface NonInviteServerEffects {
  send(response: Buffer): void
  /** Nothing more will happen; forget the transaction. */
  terminated(): void
}

type State = 'trying' | 'proceeding' | 'completed' | 'terminated'

/** The non-INVITE server transaction of RFC 3261 §17.2.2. */
export class NonInviteServer {
  #state: State = 'trying'
  #lastResponse: Buffer | undefined
  readonly #effects: NonInviteServerEffects
  readonly #timers: Timers<'J'>
  readonly #timing: Timing
  readonly #reliable: boolean

  constructor(
    effects: NonInviteServerEffects,
    { clock, timing, reliable }: { clock: Clock; timing: Timing; reliable: boolean },
  ) {
    this.#effects = effects
    this.#timing = timing
    this.#reliable = reliable
    this.#timers = new Timers(clock)
  }

  get state(): State {
    return this.#state
  }

  /** The request has come again. */
  receive(): void {
    if (this.#lastResponse) this.#effects.send(this.#lastResponse)
  }

  /** Sends a response of ours; after a final one nothing more goes out. */
  respond(status: number, response: Buffer): void {
    if (this.#state === 'completed' || this.#state === 'terminated') return
    this.#lastResponse = response
    this.#state = status < 200 ? 'proceeding' : 'completed'
    this.#effects.send(response)
    if (this.#state !== 'completed') return
    if (this.#reliable) this.#terminate()
    else this.#timers.start('J', lifetimeOf(this.#timing), () => this.#terminate())
  }

  /** Forgets everything at once. */
  abandon(): void {
    this.#terminate()
  }

  #terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#timers.stopAll()
    this.#effects.terminated()
  }
}
