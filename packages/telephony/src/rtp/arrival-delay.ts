const clockPerMs = 8
/** Lateness is counted in steps of 10 ms, the last of which takes all that is beyond. */
const stepMs = 10
const steps = 32
/** What one packet leaves of the weight of those before it: about 10 s are remembered at 50 packets a second. */
const forgetting = 0.998
/** Of all packets, so many shall be in time. */
const inTime = 0.97
/** The earliest arrival is looked for in the last 5 to 10 s. */
const windowPackets = 250

/**
 * Learns how late packets come, beside the earliest ones, and from that how long to wait for them: a histogram that
 * forgets, of which a high quantile is taken.
 */
export class ArrivalDelay {
  readonly #weights = new Float64Array(steps)
  #origin: { atMs: number; timestamp: number } | undefined
  #earliest = Number.POSITIVE_INFINITY
  #earliestBefore = Number.POSITIVE_INFINITY
  #packets = 0

  /** Notes a packet of this timestamp that came at this time. */
  note(timestamp: number, atMs: number): void {
    this.#origin ??= { atMs, timestamp }
    const sentMs = ((timestamp - this.#origin.timestamp) | 0) / clockPerMs
    const delayMs = atMs - this.#origin.atMs - sentMs
    this.#earliest = Math.min(this.#earliest, delayMs)
    const lateMs = delayMs - Math.min(this.#earliest, this.#earliestBefore)
    const step = Math.min(steps - 1, Math.floor(lateMs / stepMs))
    for (let at = 0; at < steps; at++) this.#weights[at] = (this.#weights[at] ?? 0) * forgetting
    this.#weights[step] = (this.#weights[step] ?? 0) + (1 - forgetting)
    if (++this.#packets % windowPackets !== 0) return
    this.#earliestBefore = this.#earliest
    this.#earliest = delayMs
  }

  /** How long to wait so that nearly all are in time; 0 while nothing is known. */
  get waitMs(): number {
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0)
    let sum = 0
    for (let at = 0; at < steps; at++) {
      sum += this.#weights[at] ?? 0
      if (sum >= total * inTime) return at * stepMs
    }
    return 0
  }

  /** A talkspurt begins: its timestamps say nothing of the time since the one before. */
  beginAnew(): void {
    this.#origin = undefined
    this.#earliest = Number.POSITIVE_INFINITY
    this.#earliestBefore = Number.POSITIVE_INFINITY
    this.#packets = 0
  }

  /** Another stream begins, of which nothing is known. */
  reset(): void {
    this.#weights.fill(0)
    this.beginAnew()
  }
}
