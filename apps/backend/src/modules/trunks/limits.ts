/** What a carrier grants: calls that are up at once, and calls that begin within any second. */
export interface Grant {
  readonly channels: number
  readonly callsPerSecond: number
}

/** What of a grant is in use. Times are ms on any clock that never goes back. */
export interface Use {
  readonly open: number
  /** When the latest calls began, oldest first; those that count no more may still be there. */
  readonly begun: readonly number[]
}

export type Room = 'free' | 'channels-used' | 'rate-used'

export const unused: Use = { open: 0, begun: [] }

const windowMs = 1000

/** Whether another call fits the grant now. */
export function roomIn(use: Use, grant: Grant, nowMs: number): Room {
  if (use.open >= grant.channels) return 'channels-used'
  return recent(use, nowMs).length >= grant.callsPerSecond ? 'rate-used' : 'free'
}

/** The use with one call more; `undefined` when that would exceed the grant. */
export function take(use: Use, grant: Grant, nowMs: number): Use | undefined {
  if (roomIn(use, grant, nowMs) !== 'free') return undefined
  return { open: use.open + 1, begun: [...recent(use, nowMs), nowMs] }
}

/** The use with one call less; its beginning still counts for the rate. */
export function release(use: Use): Use {
  return { ...use, open: Math.max(0, use.open - 1) }
}

/** A second that began exactly at `nowMs - windowMs` is over. */
function recent({ begun }: Use, nowMs: number): readonly number[] {
  return begun.filter((at) => at > nowMs - windowMs)
}
