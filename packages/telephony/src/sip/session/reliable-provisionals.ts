import type { Clock } from '../clock.ts'
import { parseDigits } from '../characters.ts'
import type { HeaderEntry } from '../serialize.ts'
import { Repetition } from '../transaction/repetition.ts'
import { lifetimeOf, type Timing } from '../transaction/timing.ts'

export interface ReliableProvisionalsOptions {
  readonly clock: Clock
  readonly timing: Timing
  /** The sequence number of the INVITE that is answered. */
  readonly inviteSequence: number
  /** No PRACK came in time. */
  readonly givenUp: () => void
}

const MAX_RSEQ = 2 ** 32 - 1

/** Provisional answers that are repeated until their PRACK comes, one at a time (RFC 3262 §3). */
export class ReliableProvisionals {
  readonly #options: ReliableProvisionalsOptions
  readonly #repetition: Repetition
  #sequence: number
  #send: () => void = () => undefined
  #next: ((headers: readonly HeaderEntry[]) => void) | undefined
  #stopWaiting: (() => void) | undefined
  /** The PRACK may still come after repetition has stopped for another reason. */
  #isUnacknowledged = false

  /** `firstSequence` is to be random, from 1 to 2^31 - 1 (§3). */
  constructor(options: ReliableProvisionalsOptions, firstSequence: number) {
    this.#options = options
    this.#sequence = firstSequence - 1
    this.#repetition = new Repetition(options.clock, () => this.#send())
  }

  /** Sends now and again; while the one before waits for its PRACK, the latest waits for that. */
  send(send: (headers: readonly HeaderEntry[]) => void): void {
    if (this.#isUnacknowledged) {
      this.#next = send
      return
    }
    this.#isUnacknowledged = true
    const { clock, timing, givenUp } = this.#options
    this.#sequence += 1
    const headers: HeaderEntry[] = [
      ['require', '100rel'],
      ['rseq', String(this.#sequence)],
    ]
    this.#send = () => send(headers)
    this.#repetition.start(timing.t1, lifetimeOf(timing))
    this.#stopWaiting = clock.after(lifetimeOf(timing), () => {
      this.stop()
      givenUp()
    })
    this.#send()
  }

  /** Takes the RAck of a PRACK; false when it acknowledges nothing that was sent (§3, RFC 3262 §7.2). */
  acknowledge(rack: string): boolean {
    const [rseq = '', cseq = '', method = '', ...more] = rack.split(/[ \t]+/, 4)
    const isOurs =
      parseDigits(rseq, MAX_RSEQ) === this.#sequence &&
      parseDigits(cseq, MAX_RSEQ) === this.#options.inviteSequence &&
      method === 'INVITE' &&
      more.length === 0
    if (!isOurs || !this.#isUnacknowledged) return false
    this.#isUnacknowledged = false
    this.#repetition.stop()
    this.#stopWaiting?.()
    return true
  }

  /** Sends what waited for a PRACK, once that has its own answer. */
  goOn(): void {
    const next = this.#next
    this.#next = undefined
    if (next) this.send(next)
  }

  /** Repeats no more: a final answer has gone, or the call is over. */
  stop(): void {
    this.#next = undefined
    this.#repetition.stop()
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
  }
}
