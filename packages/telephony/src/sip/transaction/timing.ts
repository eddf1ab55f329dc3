/** The base times of RFC 3261 §17.1.1.1, in milliseconds. All the lettered timers follow from them. */
export interface Timing {
  /** An estimate of the round trip. */
  readonly t1: number
  /** The longest pause between repetitions of a non-INVITE request or an INVITE response. */
  readonly t2: number
  /** How long a message stays in the network. */
  readonly t4: number
}

export const STANDARD_TIMING: Timing = { t1: 500, t2: 4_000, t4: 5_000 }

/** Timers B, F, H, J, L and M: 32 s by the standard. */
export const lifetimeOf = (timing: Timing): number => 64 * timing.t1
