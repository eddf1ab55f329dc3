import { Timers, type Clock } from '../clock.ts'
import { Repetition } from './repetition.ts'
import { lifetimeOf, type Timing } from './timing.ts'

export interface InviteClientEffects {
  /** Sends the INVITE, the first time and again. */
  sendRequest(): void
  /** Sends the ACK that belongs to a refusal (§17.1.1.3). */
  sendAck(): void
  /** No answer of any kind came in time (timer B). */
  timedOut(): void
  /** Nothing more will happen; forget the transaction. */
  terminated(): void
}

type State = 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated'

/** The INVITE client transaction of RFC 3261 §17.1.1 with the accepted state of RFC 6026 §7.2. */
export class InviteClient {
  #state: State = 'calling'
  readonly #effects: InviteClientEffects
  readonly #timers: Timers<'B' | 'D' | 'M'>
  readonly #timerA: Repetition
  readonly #timing: Timing
  readonly #reliable: boolean

  constructor(
    effects: InviteClientEffects,
    { clock, timing, reliable }: { clock: Clock; timing: Timing; reliable: boolean },
  ) {
    this.#effects = effects
    this.#timing = timing
    this.#reliable = reliable
    this.#timers = new Timers(clock)
    this.#timerA = new Repetition(clock, () => effects.sendRequest())
  }

  get state(): State {
    return this.#state
  }

  start(): void {
    this.#effects.sendRequest()
    if (this.#state !== 'calling') return
    const lifetime = lifetimeOf(this.#timing)
    if (!this.#reliable) this.#timerA.start(this.#timing.t1, lifetime)
    this.#timers.start('B', lifetime, () => this.#timeOut())
  }

  /** Takes a response; true when it is to be passed on to whoever sent the request. */
  receive(status: number): boolean {
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        return this.#receiveFirst(status)
      case 'accepted':
        // Repetitions and answers of other branches of a fork: the sender of the request acknowledges each.
        return status >= 200 && status < 300
      case 'completed':
        if (status >= 300) this.#effects.sendAck()
        return false
      case 'terminated':
        return false
    }
  }

  /** Sends the INVITE no more, but goes on waiting for what comes of it. */
  stopRepeating(): void {
    this.#timerA.stop()
  }

  /** Stops waiting for a final response: the transport failed, or a CANCEL went unheeded (§9.1). */
  abandon(): void {
    this.#terminate()
  }

  #receiveFirst(status: number): boolean {
    this.#timerA.stop()
    this.#timers.stop('B')
    if (status < 200) {
      this.#state = 'proceeding'
    } else if (status < 300) {
      this.#state = 'accepted'
      this.#timers.start('M', lifetimeOf(this.#timing), () => this.#terminate())
    } else {
      this.#state = 'completed'
      this.#effects.sendAck()
      if (this.#reliable) this.#terminate()
      else this.#timers.start('D', lifetimeOf(this.#timing), () => this.#terminate())
    }
    return true
  }

  #timeOut(): void {
    this.#terminate()
    this.#effects.timedOut()
  }

  #terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#timerA.stop()
    this.#timers.stopAll()
    this.#effects.terminated()
  }
}
