import type { Cause } from '../../cause.ts'
import type { LegId, Origination } from '../../port.ts'

/** How far a simulated leg has come, as its own party sees it. */
type LegState = 'ringing' | 'connected' | 'ended'

/** What a simulated party does, told to the engine. */
export interface PartyActs {
  answered(): void
  pressed(key: string): void
  ended(cause: Cause): void
}

/** One party without a telephone: it does at once what it is told, and knows what the engine did to it. */
export class SimulatedLeg {
  readonly id: LegId
  /** What it was called with; absent where the party called. */
  readonly call: Origination | undefined
  readonly #acts: PartyActs
  readonly #taken = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<Cause>()
  #state: LegState = 'ringing'

  constructor(id: LegId, call: Origination | undefined, acts: PartyActs) {
    this.id = id
    this.call = call
    this.#acts = acts
  }

  get state(): LegState {
    return this.#state
  }

  /** Settles when the call is taken, by whichever side was called. */
  get taken(): Promise<void> {
    return this.#taken.promise
  }

  /** Settles with why it ended. */
  get ended(): Promise<Cause> {
    return this.#ended.promise
  }

  /** The party takes the call. */
  answer(): void {
    if (this.#state !== 'ringing') return
    this.noteTaken()
    this.#acts.answered()
  }

  press(key: string): void {
    if (this.#state === 'connected') this.#acts.pressed(key)
  }

  /** The party hangs up, or does not take the call. */
  hangup(cause: Cause = 'NORMAL_CLEARING'): void {
    if (this.#state === 'ended') return
    this.noteEnd(cause)
    this.#acts.ended(cause)
  }

  /** The engine took the party's call. */
  noteTaken(): void {
    this.#state = 'connected'
    this.#taken.resolve()
  }

  /** The engine ended it. */
  noteEnd(cause: Cause): void {
    this.#state = 'ended'
    this.#ended.resolve(cause)
  }
}
