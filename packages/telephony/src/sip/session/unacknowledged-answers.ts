import type { Clock } from '../clock.ts'
import { Repetition } from '../transaction/repetition.ts'
import { lifetimeOf, type Timing } from '../transaction/timing.ts'

/**
 * The 2xx answers to INVITEs that wait for their ACK. Each is repeated until it comes, whatever the transport
 * (RFC 3261 §13.3.1.4).
 */
export class UnacknowledgedAnswers {
  readonly #environment: { readonly clock: Clock; readonly timing: Timing }
  readonly #stops = new Map<number, () => void>()

  constructor(environment: { readonly clock: Clock; readonly timing: Timing }) {
    this.#environment = environment
  }

  get size(): number {
    return this.#stops.size
  }

  /** Sends now and again until the ACK with this sequence number; `givenUp` is called when it never comes. */
  send(sequence: number, { send, givenUp }: { send: () => void; givenUp: () => void }): void {
    // A careless peer may use a number twice; the later answer takes the place of the earlier.
    this.acknowledge(sequence)
    const { clock, timing } = this.#environment
    const repetition = new Repetition(clock, send)
    repetition.start(timing.t1, timing.t2)
    const stopWaiting = clock.after(lifetimeOf(timing), () => {
      this.acknowledge(sequence)
      givenUp()
    })
    this.#stops.set(sequence, () => {
      repetition.stop()
      stopWaiting()
    })
    send()
  }

  /** Stops the repetition; false when nothing waited for this ACK. */
  acknowledge(sequence: number): boolean {
    this.#stops.get(sequence)?.()
    return this.#stops.delete(sequence)
  }

  stop(): void {
    for (const stop of this.#stops.values()) stop()
    this.#stops.clear()
  }
}
