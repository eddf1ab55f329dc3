/** How well a party is heard, and hears. */
export interface LegQuality {
  /** Its audio as it comes to us, measured here. */
  readonly received: StreamQuality
  /** Ours as it comes to the party, by its RTCP reports; absent where it sends none. */
  readonly sent?: StreamQuality
  /** To the party and back, by its RTCP reports; absent where it sends none. */
  readonly roundTripMs?: number
  /** Mean opinion score of the worse direction, 1 to 4.41, by the E-model (ITU-T G.107). */
  readonly mos: number
}

export interface StreamQuality {
  /** Packets that should have come. */
  readonly packets: number
  readonly lost: number
  readonly lostPercent: number
  /** Interarrival jitter (RFC 3550 §6.4.1). */
  readonly jitterMs: number
}
