/**
 * The seed of a call's randomness, from its id (a UUID, whose last digits are drawn): what a call was dealt can be dealt
 * again, as when it is played in the simulator.
 */
export function seedOfCall(callId: string): number {
  const digits = Number.parseInt(callId.replaceAll('-', '').slice(-8), 16)
  return Number.isNaN(digits) ? 0 : digits
}
