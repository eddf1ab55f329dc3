import { wallClock } from './calendar/wall-clock.ts'
import type { HoursSettings } from './kinds/hours/hours.ts'

type HoursNode = HoursSettings
type Span = HoursNode['open'][number]

/**
 * Whether it is open at an instant (ms since 1970), by the wall clock of the node's time zone, so summer time is kept.
 *
 * - `from` counts, `to` does not. Where `to` is not after `from` (22:00–06:00) the span runs past midnight; `days` name
 *   the days it begins on. `from` equal to `to` is no time at all; a whole day is 00:00–24:00.
 * - On a day of `closedOn` nothing is open from midnight to midnight, also not the end of a span begun the day before;
 *   and no span begins on it.
 * - A time zone that is not known counts as closed.
 */
export function isOpen(node: HoursNode, at: number): boolean {
  const now = wallClock(node.timeZone, at)
  if (now === undefined || node.closedOn.includes(now.date)) return false
  const yesterday = { date: dayBefore(now.date), weekday: now.weekday === 1 ? 7 : now.weekday - 1 }
  const begunYesterday = node.closedOn.includes(yesterday.date) ? [] : node.open
  return (
    node.open.some((span) => span.days.includes(now.weekday) && holdsToday(span, now.minute)) ||
    begunYesterday.some(
      (span) => span.days.includes(yesterday.weekday) && lastsUntil(span) > now.minute,
    )
  )
}

/** Whether there is any time of the week at which it is open, `closedOn` aside. */
export function everOpens(node: HoursNode): boolean {
  return node.open.some(({ days, from, to }) => days.length > 0 && minutes(from) !== minutes(to))
}

function holdsToday(span: Span, minute: number): boolean {
  const from = minutes(span.from)
  const to = minutes(span.to)
  return minute >= from && (minute < to || to < from)
}

/** The minute at which a span that began yesterday ends today; 0 if it did not reach today. */
function lastsUntil(span: Span): number {
  const to = minutes(span.to)
  return to < minutes(span.from) ? to : 0
}

/** Of HH:MM since midnight; 24:00 is the end of the day. */
function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

/**
 * The calendar day before, both YYYY-MM-DD. Going back 24 hours would not do: after the 23-hour day at the start of
 * summer time, that is the day before yesterday.
 */
function dayBefore(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  if (day > 1) return dateOf(year, month, day - 1)
  if (month > 1) return dateOf(year, month - 1, daysIn(year, month - 1))
  return dateOf(year - 1, 12, 31)
}

function dateOf(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
