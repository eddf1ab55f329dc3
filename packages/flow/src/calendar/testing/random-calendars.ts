import * as fc from 'fast-check'
import { dateOf, dayOf } from '../civil-date.ts'
import { type Calendar, Calendar as schema } from '../calendar.ts'

/** Zones whose clocks do what clocks can do, with a week in which they do it. */
const weeks: readonly (readonly [string, string])[] = [
  ['UTC', '2026-06-01'],
  ['Europe/Berlin', '2026-03-26'],
  ['Europe/Berlin', '2026-10-22'],
  ['America/New_York', '2026-10-29'],
  // Half an hour forward and back.
  ['Australia/Lord_Howe', '2026-04-02'],
  // Back at a minute past midnight, so the end of one day comes after the beginning of the next.
  ['America/St_Johns', '2010-11-04'],
  // Forward at midnight: a day that has no 00:00.
  ['Africa/Cairo', '2026-04-21'],
  // A day left out.
  ['Pacific/Apia', '2011-12-27'],
  ['Asia/Kathmandu', '2026-11-20'],
]

const time = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 8, 9, 12, 17, 22, 23), fc.constantFrom(0, 1, 30, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const endTime = fc.oneof({ weight: 4, arbitrary: time }, fc.constant('24:00'))
const daySpan = fc.record({ from: time, to: endTime })
const weeklySpan = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: time,
  to: endTime,
})

export interface CalendarAndInstant {
  readonly calendar: Calendar
  readonly at: number
}

/** Calendars that the schema takes, and an instant in a week with something in it. */
export const randomCalendar: fc.Arbitrary<CalendarAndInstant> = fc
  .constantFrom(...weeks)
  .chain(([timeZone, first]) => {
    const start = dayOf(first)
    const date = fc.integer({ min: -1, max: 8 }).map((days) => dateOf(start + days))
    const local = fc.tuple(date, time).map(([day, clock]) => `${day}T${clock}`)
    const override = fc.oneof(
      fc.record({ date, closed: fc.constant(true) }),
      fc.record({ date, hours: fc.array(daySpan, { minLength: 1, maxLength: 2 }) }),
    )
    return fc.record({
      calendar: fc
        .record({
          timeZone: fc.constant(timeZone),
          open: fc.array(weeklySpan, { maxLength: 4 }),
          holidays: fc.record({ overrides: fc.array(override, { maxLength: 2 }) }),
          closures: fc.array(fc.record({ from: local, to: local }), { maxLength: 2 }),
          closedOn: fc.array(date, { maxLength: 1 }),
        })
        .map((input) => schema.parse(input)),
      at: fc
        .integer({ min: 0, max: 7 * 86_400_000 })
        .map((milliseconds) => start * 86_400_000 + milliseconds),
    })
  })
