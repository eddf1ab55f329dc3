import type { Calendar, Override } from './calendar.ts'
import type { Holiday, HolidaysOf } from './holidays-of.ts'
import { dateOf, weekdayOf } from './civil-date.ts'

/** Open from a minute of the day until just before another. */
interface Stretch {
  readonly from: number
  readonly to: number
  /** The override whose hours these are. */
  readonly special?: Special
}

/** Why a day is not as its weekday would have it. */
interface Special {
  readonly reason: 'override' | 'holiday' | 'closure'
  readonly title?: string
}

/** Closed from a minute of the day until just before another. */
interface Shut {
  readonly from: number
  readonly to: number
  readonly title?: string
}

export interface DayPlan {
  readonly special?: Special
  readonly open: readonly Stretch[]
  readonly shut: readonly Shut[]
}

/**
 * What one day is like. A special day is its own from midnight to midnight: the end of a span that was begun the day
 * before does not reach into it, though its own hours may reach into an ordinary next day.
 */
export function planOf(calendar: Calendar, day: number, holidaysOf: HolidaysOf): DayPlan {
  const shut = shutOn(calendar, dateOf(day))
  const begun = begunOn(calendar, day, holidaysOf)
  const open = begun.spans.map(({ from, to }) => stretch(from, to < from ? 1440 : to, begun))
  if (begun.special !== undefined) return { special: begun.special, open, shut }
  const yesterday = begunOn(calendar, day - 1, holidaysOf)
  const tails = yesterday.spans.filter(({ from, to }) => to < from)
  return { open: [...tails.map(({ to }) => stretch(0, to, yesterday)), ...open], shut }
}

interface Begun {
  readonly spans: readonly { readonly from: number; readonly to: number }[]
  readonly special?: Special
}

function stretch(from: number, to: number, { special }: Begun): Stretch {
  return special === undefined ? { from, to } : { from, to, special }
}

/** The spans that begin on a day, and why it is special where it is. */
function begunOn(calendar: Calendar, day: number, holidaysOf: HolidaysOf): Begun {
  const date = dateOf(day)
  const holidays = holidaysOn(calendar, date, holidaysOf)
  const override = overrideOf(calendar, date, holidays)
  if (override !== undefined) {
    const special = titled('override', override.title ?? holidays[0]?.name)
    return { special, spans: 'hours' in override ? override.hours.map(inMinutes) : [] }
  }
  const holiday = holidays.find((one) => !isKeptOpen(calendar, one))
  if (holiday !== undefined) return { special: titled('holiday', holiday.name), spans: [] }
  if (calendar.closedOn.includes(date)) return { special: { reason: 'closure' }, spans: [] }
  const weekday = weekdayOf(day)
  return { spans: calendar.open.filter(({ days }) => days.includes(weekday)).map(inMinutes) }
}

function holidaysOn(calendar: Calendar, date: string, holidaysOf: HolidaysOf): Holiday[] {
  const { country, region } = calendar.holidays
  if (country === undefined) return []
  const year = Number(date.slice(0, 4))
  return holidaysOf(country, region, year).filter((holiday) => holiday.date === date)
}

function overrideOf(
  { holidays: { overrides } }: Calendar,
  date: string,
  holidays: readonly Holiday[],
): Override | undefined {
  return (
    overrides.find((override) => 'date' in override && override.date === date) ??
    overrides.find(
      (override) =>
        'holiday' in override && holidays.some((holiday) => isNamed(holiday, override.holiday)),
    )
  )
}

function isKeptOpen({ holidays: { without } }: Calendar, holiday: Holiday): boolean {
  return without.some((each) => each === holiday.date || isNamed(holiday, each))
}

/** Whether a holiday has a name, in any language. */
export function isNamed(holiday: Holiday, name: string): boolean {
  const wanted = name.toLowerCase()
  return [holiday.name, ...(holiday.names ?? [])].some((each) => each.toLowerCase() === wanted)
}

function shutOn({ closures }: Calendar, date: string): Shut[] {
  return closures
    .filter(({ from, to }) => from.slice(0, 10) <= date && date <= to.slice(0, 10))
    .map(({ from, to, title }) => {
      const begins = from.startsWith(date) ? minutes(from.slice(11)) : 0
      const ends = to.startsWith(date) ? minutes(to.slice(11)) : 1440
      return { from: begins, to: ends, ...(title === undefined ? {} : { title }) }
    })
}

function titled(reason: Special['reason'], title: string | undefined): Special {
  return title === undefined ? { reason } : { reason, title }
}

function inMinutes({ from, to }: { from: string; to: string }): { from: number; to: number } {
  return { from: minutes(from), to: minutes(to) }
}

/** Of HH:MM since midnight; 24:00 is the end of the day. */
function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
