import { Calendar, noHolidays, openingNow } from '@iris/flow/calendar'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarDraft } from './calendar-draft.ts'
import { minutesOf, readClock } from './clock-text.ts'
import { ruleOf, withRule } from './holiday-rules.ts'
import { weekBars } from './week-bars.ts'

const nothing: CalendarDraft = {
  timeZone: 'Europe/Berlin',
  open: [],
  holidays: { without: [], overrides: [] },
  closures: [],
  closedOn: [],
}
const christmasEve = { date: '2026-12-24', hours: [{ from: '09:00', to: '12:00' }] }
const calendar: CalendarDraft = {
  ...nothing,
  holidays: {
    country: 'DE',
    without: ['Heilige Drei Könige'],
    overrides: [christmasEve, { holiday: '1. Weihnachtstag', closed: true }],
  },
}

describe('a holiday', () => {
  const christmas = { name: '1. Weihnachtstag', names: ['Christmas Day'] }
  const hours = { kind: 'hours', hours: [{ from: '10:00', to: '12:00' }] } as const

  it('is a closed day by itself', () => {
    expect(ruleOf(nothing, christmas)).toEqual({ kind: 'closed' })
  })

  it.each([{ kind: 'open' } as const, { kind: 'closed' } as const, hours])(
    'has the rule it was given: %j',
    (rule) => {
      const after = withRule(withRule(calendar, christmas, hours), christmas, rule)
      expect(ruleOf(after, christmas)).toEqual(rule)
      expect(ruleOf(after, { name: 'christmas day', names: ['1. weihnachtstag'] })).toEqual(rule)
      expect(after.holidays.overrides).toContainEqual(christmasEve)
    },
  )

  it('is known by each of its names', () => {
    const holidays = { country: 'DE', without: ['christmas DAY'], overrides: [] }
    const english = { ...nothing, holidays }
    expect(ruleOf(english, christmas)).toEqual({ kind: 'open' })
  })
})

it.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['0930', '09:30'],
  ['9.30', '09:30'],
  ['9h30', '09:30'],
  ['17', '17:00'],
  ['5 pm', '17:00'],
  ['12 am', '00:00'],
  ['12pm', '12:00'],
  ['24:00', '24:00'],
  ['25', undefined],
  ['24:30', undefined],
  ['9:61', undefined],
  ['13 pm', undefined],
  ['noon', undefined],
  ['', undefined],
])('“%s” is the time %s', (written, time) => {
  expect(readClock(written)).toBe(time)
})

it('draws the week as it is open', () => {
  const time = fc.constantFrom('00:00', '06:00', '09:30', '17:00', '22:00', '24:00')
  const span = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: time.filter((from) => from !== '24:00'),
    to: time,
  })
  const minute = fc.integer({ min: 0, max: 7 * 24 * 60 - 1 })
  fc.assert(
    fc.property(fc.array(span, { maxLength: 4 }), minute, (open, at) => {
      const bars = weekBars(open)[Math.floor(at / 1440)] ?? []
      const drawn = bars.some(({ from, to }) => from <= at % 1440 && at % 1440 < to)
      // 2026-11-23 is a Monday.
      const instant = Date.UTC(2026, 10, 23) + at * 60_000
      expect(drawn).toBe(openingNow(Calendar.parse({ open }), instant, noHolidays).open)
    }),
  )
  expect(minutesOf('09:30')).toBe(570)
  expect(minutesOf('9')).toBeUndefined()
})
