import type { Calendar } from './calendar.ts'
import type { HolidaysOf } from './holidays-of.ts'
import { dateOf } from './civil-date.ts'
import { type DayPlan, planOf } from './day-plan.ts'
import { wallClock } from './wall-clock.ts'

/** When it is open on one day. */
export interface DayHours {
  /** YYYY-MM-DD */
  readonly date: string
  /** From a minute of the day until just before another, in order, with a gap between any two. */
  readonly open: readonly { readonly from: number; readonly to: number }[]
  /** What makes it no day like others: a holiday, an override or a closure, where it has a name. */
  readonly title?: string
}

/** The days from that of an instant (ms since 1970) on, by the calendar's own clock; none where its zone is not known. */
export function daysAhead(
  calendar: Calendar,
  at: number,
  count: number,
  holidaysOf: HolidaysOf,
): DayHours[] {
  const today = wallClock(calendar.timeZone, at)
  if (today === undefined) return []
  return Array.from({ length: count }, (_, index) => {
    const day = today.day + index
    return hoursOf(dateOf(day), planOf(calendar, day, holidaysOf))
  })
}

function hoursOf(date: string, plan: DayPlan): DayHours {
  const title = plan.special?.title ?? plan.shut.find((shut) => shut.title !== undefined)?.title
  return { date, open: stretchesOf(plan), ...(title !== undefined && { title }) }
}

/** Between two neighbouring edges it is open all the time or not at all. */
function stretchesOf({ open, shut }: DayPlan): { from: number; to: number }[] {
  const all = [...open, ...shut].flatMap(({ from, to }) => [from, to])
  const edges = [...new Set(all)].sort((one, other) => one - other)
  const stretches: { from: number; to: number }[] = []
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1]
    const holds = (span: { from: number; to: number }) => span.from <= from && from < span.to
    if (to === undefined || shut.some(holds) || !open.some(holds)) continue
    const last = stretches.at(-1)
    if (last?.to === from) last.to = to
    else stretches.push({ from, to })
  }
  return stretches
}
