import { dayMs, offsetAt, wallClock } from '../calendar/wall-clock.ts'
import { weekdayOf } from '../calendar/civil-date.ts'

/** When a flow begins by itself. */
export type FlowSchedule =
  /** Every so many minutes, counted from 1970-01-01T00:00:00Z. */
  | { readonly kind: 'every'; readonly minutes: number }
  /** By the clocks of a time zone. */
  | {
      readonly kind: 'at'
      readonly timeZone: string
      readonly times: readonly ScheduledTime[]
    }

interface ScheduledTime {
  /** 1 Monday to 7 Sunday. */
  readonly days: readonly number[]
  /** Since midnight. */
  readonly minute: number
}

/**
 * The first instant after `after` (both ms since 1970) at which the flow begins; `undefined` where there is none. A time that
 * clocks pass over in spring comes as much later as they were put forward, one that they show twice in autumn comes the
 * first time (RFC 5545, section 3.3.5).
 */
export function nextOccurrence(schedule: FlowSchedule, after: number): number | undefined {
  if (schedule.kind === 'every') {
    const everyMs = schedule.minutes * 60_000
    return (Math.floor(after / everyMs) + 1) * everyMs
  }
  const { timeZone, times } = schedule
  const today = wallClock(timeZone, after)?.day
  if (today === undefined) return undefined
  // A day before, since what was passed over late in the evening comes on the next; a week has every day there is.
  for (let day = today - 1; day <= today + 8; day += 1) {
    const instants = times
      .filter(({ days }) => days.includes(weekdayOf(day)))
      .map(({ minute }) => instantOf(timeZone, day, minute))
      .filter((instant) => instant > after)
    if (instants.length > 0) return Math.min(...instants)
  }
  return undefined
}

function instantOf(timeZone: string, day: number, minute: number): number {
  const local = day * dayMs + minute * 60_000
  const before = offsetAt(timeZone, local - dayMs) ?? 0
  const after = offsetAt(timeZone, local + dayMs) ?? 0
  const shown = [local - before, local - after].filter(
    (instant) => instant + (offsetAt(timeZone, instant) ?? 0) === local,
  )
  return shown.length > 0 ? Math.min(...shown) : local - before
}
