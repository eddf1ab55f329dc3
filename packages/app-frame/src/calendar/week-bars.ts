import type { WeeklySpan } from './calendar-draft.ts'
import { minutesOf } from './clock-text.ts'

/** A stretch of a day, in minutes since midnight. */
export interface Bar {
  readonly from: number
  readonly to: number
}

const day = 24 * 60

/** When it is open on each day of the week, Monday first, as a picture shows it; the night goes on the day after. */
export function weekBars(open: readonly WeeklySpan[]): Bar[][] {
  const week: Bar[][] = Array.from({ length: 7 }, () => [])
  for (const { days, from, to } of open) {
    const [start, end] = [minutesOf(from), minutesOf(to)]
    if (start === undefined || end === undefined) continue
    for (const weekday of days) {
      if (end > start) week[weekday - 1]?.push({ from: start, to: end })
      if (end >= start) continue
      week[weekday - 1]?.push({ from: start, to: day })
      if (end > 0) week[weekday % 7]?.push({ from: 0, to: end })
    }
  }
  return week.map((bars) => bars.sort((one, other) => one.from - other.from))
}
