import type { Calendar } from './calendar.ts'
import type { HolidaysOf } from './holidays-of.ts'
import { type DayPlan, planOf } from './day-plan.ts'
import { nextChange } from './next-change.ts'
import { wallClock } from './wall-clock.ts'

/** Whether it is open, and what says so. */
export interface Opening {
  readonly open: boolean
  /**
   * - `hours`: the week's opening times; `outside`: none of them now.
   * - `holiday`, `override`: the day is one, or has hours of its own (open or closed).
   * - `closure`: a closing planned once, or a day of `closedOn`.
   */
  readonly reason: 'hours' | 'holiday' | 'closure' | 'override' | 'outside'
  /** What the holiday, override or closure is called. */
  readonly title?: string
  /** The first instant, ms since 1970, at which `open` is otherwise; absent where that is over 366 days away. */
  readonly until?: number
}

/**
 * Whether it is open at an instant (ms since 1970) by the wall clock of the calendar's time zone, so summer time is
 * kept, and until when. The most particular rule decides: a closure, an override (by date before by holiday), a
 * holiday, `closedOn`, the week. A time zone that is not known, and a year before 1000 or after 9999, count as closed.
 */
export function opening(calendar: Calendar, at: number, holidaysOf: HolidaysOf): Opening {
  const now = openingNow(calendar, at, holidaysOf)
  const until = nextChange(calendar, at, {
    planOf: (day) => planOf(calendar, day, holidaysOf),
    isOpen: (plan, minute) => openingAt(plan, minute).open,
  })
  return until === undefined ? now : { ...now, until }
}

/** As `opening`, without working out until when: for calls, of which there are many. */
export function openingNow(
  calendar: Calendar,
  at: number,
  holidaysOf: HolidaysOf,
): Omit<Opening, 'until'> {
  const now = wallClock(calendar.timeZone, at)
  if (now === undefined) return { open: false, reason: 'outside' }
  return openingAt(planOf(calendar, now.day, holidaysOf), now.minute)
}

function openingAt(plan: DayPlan, minute: number): Omit<Opening, 'until'> {
  const holds = ({ from, to }: { from: number; to: number }) => from <= minute && minute < to
  const shut = plan.shut.find(holds)
  if (shut !== undefined) {
    return { open: false, reason: 'closure', ...(shut.title && { title: shut.title }) }
  }
  const stretch = plan.open.find(holds)
  if (stretch === undefined) return { open: false, reason: 'outside', ...plan.special }
  return { open: true, reason: 'hours', ...stretch.special }
}

/** Whether there is any time at which it is open, closings aside: an hour of the week, or an override's. */
export function everOpens(calendar: Calendar): boolean {
  const isSome = ({ from, to }: { from: string; to: string }) => from !== to
  return (
    calendar.open.some((span) => span.days.length > 0 && isSome(span)) ||
    calendar.holidays.overrides.some(
      (override) => 'hours' in override && override.hours.some(isSome),
    )
  )
}
