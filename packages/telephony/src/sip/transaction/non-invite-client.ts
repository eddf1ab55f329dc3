import { Timers, type Clock } from '../clock.ts'
import { Repetition } from './repetition.ts'
import { lifetimeOf, type Timing } from './timing.ts'

export interface NonInviteClientEffects {
  /** Sends the request, the first time and again. */
  sendRequest(): void
  /** No final response came in time (timer F). */
  timedOut(): void
  /** Nothing more will happen; forget the transaction. */
  terminated(): void
}

type State = 'trying' | 'proceeding' | 'completed' | 'terminated'

/** The non-INVITE client transaction of RFC 3261 §17.1.2. */
export class NonInviteClient {
  #state: State = 'trying'
  readonly #effects: NonInviteClientEffects
  readonly #timers: Timers<'F' | 'K'>
  readonly #timerE: Repetition
  readonly #timing: Timing
  readonly #reliable: boolean

  constructor(
    effects: NonInviteClientEffects,
    { clock, timing, reliable }: { clock: Clock; timing: Timing; reliable: boolean },
  ) {
    this.#effects = effects
    this.#timing = timing
    this.#reliable = reliable
    this.#timers = new Timers(clock)
    this.#timerE = new Repetition(clock, () => effects.sendRequest())
  }

  get state(): State {
    return this.#state
  }

  start(): void {
    this.#effects.sendRequest()
    if (this.#state !== 'trying') return
    if (!this.#reliable) this.#timerE.start(this.#timing.t1, this.#timing.t2)
    this.#timers.start('F', lifetimeOf(this.#timing), () => this.#timeOut())
  }

  /** Takes a response; true when it is to be passed on to whoever sent the request. */
  receive(status: number): boolean {
    if (this.#state === 'completed' || this.#state === 'terminated') return false
    if (status < 200) {
      this.#state = 'proceeding'
      // Having been heard, the request is repeated at the slow pace only (§17.1.2.2).
      if (!this.#reliable) this.#timerE.start(this.#timing.t2, this.#timing.t2)
      return true
    }
    this.#state = 'completed'
    this.#timerE.stop()
    this.#timers.stop('F')
    if (this.#reliable) this.#terminate()
    else this.#timers.start('K', this.#timing.t4, () => this.#terminate())
    return true
  }

  /** Stops waiting: the transport failed. */
  abandon(): void {
    this.#terminate()
  }

  #timeOut(): void {
    this.#terminate()
    this.#effects.timedOut()
  }

  #terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#timerE.stop()
    this.#timers.stopAll()
    this.#effects.terminated()
  }
}
