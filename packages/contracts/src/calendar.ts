import { TimeZone } from './primitives.ts'
import { z } from 'zod'

const From = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 09:00.')
const To = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write a time such as 17:00.')
const LocalDate = z.iso.date('Write a date such as 2026-12-24.')
const Title = z.string().trim().min(1).max(80, 'At most 80 characters.')

/** A holiday's name in any of the languages its country speaks; capitals do not matter. */
const HolidayName = z.string().trim().min(1, 'Name a holiday.').max(120)

/** A wall-clock instant in the calendar's time zone, to the minute. */
const LocalDateTime = z.iso.datetime({
  local: true,
  precision: -1,
  error: 'Write a date and time such as 2026-12-24T12:00.',
})

/**
 * Opening times by weekday, 1 Monday to 7 Sunday (ISO 8601); `to` is exclusive. With `to` before `from` (22:00 to
 * 06:00) they run past midnight, and `days` are those they begin on. A whole day is 00:00 to 24:00; `from` equal to
 * `to` is no time at all.
 */
const WeeklySpan = z.object({
  days: z.array(z.number().int().min(1).max(7)).min(1, 'Choose a day.').max(7),
  from: From,
  to: To,
})

const DaySpan = z.object({ from: From, to: To })

const closedAllDay = { closed: z.literal(true), title: Title.optional() }
const ownHours = {
  hours: z.array(DaySpan).min(1, 'Give the hours of the day.').max(12),
  title: Title.optional(),
}

/** What one day does instead of what its weekday, or its holiday, would have it do. A date goes before a holiday's name. */
const Override = z.union([
  z.strictObject({ date: LocalDate, ...closedAllDay }),
  z.strictObject({ date: LocalDate, ...ownHours }),
  z.strictObject({ holiday: HolidayName, ...closedAllDay }),
  z.strictObject({ holiday: HolidayName, ...ownHours }),
])
export type Override = z.infer<typeof Override>

const Holidays = z.object({
  /** ISO 3166-1 alpha-2; without one no day is a holiday. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Write a country such as DE.')
    .optional(),
  /** A part of the country that has holidays of its own, as `regions` of `@iris/flow/holidays` names them. */
  region: z.string().trim().min(1).max(40).optional(),
  /** Holidays, by name or by date, on which it is open as on any other day. */
  without: z.array(HolidayName).max(100).default([]),
  overrides: z.array(Override).max(400).default([]),
})

/** Once only: closed from `from` until just before `to`. It goes before everything else. */
const Closure = z.object({ from: LocalDateTime, to: LocalDateTime, title: Title.optional() })

/** When something is open: by the week, by the holidays of a country, and by what is planned once. */
export const Calendar = z.object({
  timeZone: TimeZone.default('UTC'),
  open: z.array(WeeklySpan).max(50).default([]),
  holidays: Holidays.default({ without: [], overrides: [] }),
  closures: z.array(Closure).max(200).default([]),
  /** Whole days that are closed whatever the weekday. */
  closedOn: z.array(LocalDate).max(400).default([]),
})
export type Calendar = z.infer<typeof Calendar>
