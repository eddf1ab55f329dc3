import { Timers, type Clock } from '../clock.ts'
import { Repetition } from './repetition.ts'
import { lifetimeOf, type Timing } from './timing.ts'

export interface InviteServerEffects {
  send(response: Buffer): void
  /** A refusal was never acknowledged (timer H). */
  unacknowledged(): void
  /** Nothing more will happen; forget the transaction. */
  terminated(): void
}

type State = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated'

/** The INVITE server transaction of RFC 3261 §17.2.1 with the accepted state of RFC 6026 §7.1. */
export class InviteServer {
  #state: State = 'proceeding'
  #lastResponse: Buffer | undefined
  readonly #effects: InviteServerEffects
  readonly #timers: Timers<'H' | 'I' | 'L'>
  readonly #timerG: Repetition
  readonly #timing: Timing
  readonly #reliable: boolean

  constructor(
    effects: InviteServerEffects,
    { clock, timing, reliable }: { clock: Clock; timing: Timing; reliable: boolean },
  ) {
    this.#effects = effects
    this.#timing = timing
    this.#reliable = reliable
    this.#timers = new Timers(clock)
    this.#timerG = new Repetition(clock, () => this.#sendLast())
  }

  get state(): State {
    return this.#state
  }

  /** The INVITE has come again. In the accepted state it is absorbed: whoever sent the 2xx repeats it. */
  receiveInvite(): void {
    if (this.#state === 'proceeding' || this.#state === 'completed') this.#sendLast()
  }

  /** An ACK with the INVITE's branch has come; true when it acknowledges a 2xx and is to be passed on. */
  receiveAck(): boolean {
    if (this.#state === 'completed') {
      this.#state = 'confirmed'
      this.#timerG.stop()
      this.#timers.stop('H')
      if (this.#reliable) this.#terminate()
      else this.#timers.start('I', this.#timing.t4, () => this.#terminate())
    }
    return this.#state === 'accepted'
  }

  /** Sends a response of ours. After a final one only repetitions of a 2xx still go out. */
  respond(status: number, response: Buffer): void {
    const isRepeated2xx = this.#state === 'accepted' && status >= 200 && status < 300
    if (this.#state !== 'proceeding' && !isRepeated2xx) return
    this.#lastResponse = response
    if (this.#state === 'proceeding' && status >= 200) this.#finish(status)
    this.#effects.send(response)
  }

  /** Forgets everything at once. */
  abandon(): void {
    this.#terminate()
  }

  #finish(status: number): void {
    const lifetime = lifetimeOf(this.#timing)
    if (status < 300) {
      this.#state = 'accepted'
      this.#timers.start('L', lifetime, () => this.#terminate())
      return
    }
    this.#state = 'completed'
    if (!this.#reliable) this.#timerG.start(this.#timing.t1, this.#timing.t2)
    this.#timers.start('H', lifetime, () => {
      this.#terminate()
      this.#effects.unacknowledged()
    })
  }

  #sendLast(): void {
    if (this.#lastResponse) this.#effects.send(this.#lastResponse)
  }

  #terminate(): void {
    if (this.#state === 'terminated') return
    this.#state = 'terminated'
    this.#timerG.stop()
    this.#timers.stopAll()
    this.#effects.terminated()
  }
}
