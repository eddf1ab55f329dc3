/** Figures are kept in quarters of an hour: every zone's days begin with one. */
const quarterMs = 900_000
const dayMs = 86_400_000

/** When the quarter began that an instant is in. Both are ms since 1970. */
export function quarterOf(atMs: number): number {
  return Math.floor(atMs / quarterMs) * quarterMs
}

/** When the first quarter begins that begins at an instant or after it. Both are ms since 1970, or without end. */
export function quarterFrom(atMs: number): number {
  return Math.ceil(atMs / quarterMs) * quarterMs
}

/** A stretch of time, cut where quarters begin: how much of it, in ms, falls into each. */
export function cutAtQuarters(
  fromMs: number,
  toMs: number,
): { readonly quarter: number; readonly ms: number }[] {
  const pieces = []
  for (let at = fromMs; at < toMs;) {
    const quarter = quarterOf(at)
    const end = Math.min(toMs, quarter + quarterMs)
    pieces.push({ quarter, ms: end - at })
    at = end
  }
  return pieces
}

export interface Span {
  readonly from: Date
  readonly to: Date
}

/** The quarters that begin in a time, as far as they have come: where the first begins, and the last ends or it is now. */
export function spanOf({ from, to }: Span, now: Date): Span {
  return {
    from: new Date(quarterFrom(from.getTime())),
    to: new Date(Math.min(quarterFrom(to.getTime()), now.getTime())),
  }
}

/** A span in pieces of a day, so that no one query is about more; none where nothing of it has come yet. */
export function daysOf({ from, to }: Span): Span[] {
  const days = []
  for (let at = from.getTime(); at < to.getTime(); at += dayMs) {
    days.push({ from: new Date(at), to: new Date(Math.min(to.getTime(), at + dayMs)) })
  }
  return days
}
