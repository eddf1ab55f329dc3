import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Calendar, Calendar as schema } from './calendar.ts'
import { type HolidaysOf, noHolidays } from './holidays-of.ts'
import { everOpens, opening, openingNow } from './opening.ts'
import { randomCalendar } from './testing/random-calendars.ts'
import type { z } from 'zod'

const calendar = (input: z.input<typeof schema>): Calendar => schema.parse(input)
const nineToFive = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }]
const at = (instant: string) => Date.parse(instant)
const isOpen = (each: Calendar, instant: string) => openingNow(each, at(instant), noHolidays).open

/** A land with one holiday a year, on 1 May. */
const mayDay: HolidaysOf = (country, _region, year) =>
  country === 'DE' ? [{ date: `${year}-05-01`, name: 'Tag der Arbeit', names: ['Labour Day'] }] : []

describe('the week', () => {
  it('counts the first minute and not the last', () => {
    const week = calendar({ open: [{ days: [1], from: '09:00', to: '17:00' }] })
    expect(isOpen(week, '2026-11-16T08:59:59Z')).toBe(false)
    expect(isOpen(week, '2026-11-16T09:00:00Z')).toBe(true)
    expect(isOpen(week, '2026-11-16T16:59:59.999Z')).toBe(true)
    expect(isOpen(week, '2026-11-16T17:00:00Z')).toBe(false)
  })

  it('splits a day, and runs past midnight into the next', () => {
    const split = calendar({
      open: [
        { days: [1], from: '09:00', to: '12:00' },
        { days: [1], from: '22:00', to: '06:00' },
      ],
    })
    expect(isOpen(split, '2026-11-16T12:30:00Z')).toBe(false)
    expect(isOpen(split, '2026-11-17T05:59:00Z')).toBe(true)
    expect(isOpen(split, '2026-11-17T06:00:00Z')).toBe(false)
  })

  it('keeps the end of a night out of a day that is closed', () => {
    const nights = calendar({
      open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }],
      closedOn: ['2026-11-17'],
    })
    expect(isOpen(nights, '2026-11-16T23:59:00Z')).toBe(true)
    expect(isOpen(nights, '2026-11-17T00:00:00Z')).toBe(false)
    expect(isOpen(nights, '2026-11-17T23:00:00Z')).toBe(false)
    expect(isOpen(nights, '2026-11-18T05:00:00Z')).toBe(false)
  })

  it('is closed in a zone nobody knows and in a year nobody writes', () => {
    const always = calendar({ open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] })
    expect(openingNow({ ...always, timeZone: 'Mars/Olympus' }, 0, noHolidays).open).toBe(false)
    for (const instant of [Number.NaN, Infinity, -8.64e15, 8.64e15]) {
      expect(opening(always, instant, noHolidays)).toEqual({ open: false, reason: 'outside' })
    }
  })
})

describe('what goes before the week', () => {
  const week = { open: nineToFive, timeZone: 'Europe/Berlin' }
  const on = (each: Calendar, instant: string) => openingNow(each, at(instant), mayDay)

  it('closes on a holiday of the country, and says which', () => {
    const german = calendar({ ...week, holidays: { country: 'DE' } })
    expect(on(german, '2026-05-01T10:00:00Z')).toEqual({
      open: false,
      reason: 'holiday',
      title: 'Tag der Arbeit',
    })
    expect(on(calendar(week), '2026-05-01T10:00:00Z').open).toBe(true)
  })

  it.each(['labour day', 'Tag der Arbeit', '2026-05-01'])('stays open without “%s”', (name) => {
    const kept = calendar({ ...week, holidays: { country: 'DE', without: [name] } })
    expect(on(kept, '2026-05-01T10:00:00Z')).toEqual({ open: true, reason: 'hours' })
  })

  it('opens on a holiday for the hours of its override only', () => {
    const overrides = [{ holiday: 'Labour Day', hours: [{ from: '10:00', to: '12:00' }] }]
    const short = calendar({ ...week, holidays: { country: 'DE', overrides } })
    expect(on(short, '2026-05-01T08:30:00Z')).toEqual({
      open: true,
      reason: 'override',
      title: 'Tag der Arbeit',
    })
    expect(on(short, '2026-05-01T13:00:00Z')).toMatchObject({ open: false, reason: 'override' })
  })

  it('prefers the override of a date to that of a holiday', () => {
    const overrides = [
      { holiday: 'Labour Day', hours: [{ from: '00:00', to: '24:00' }] },
      { date: '2026-05-01', closed: true as const, title: 'Works outing' },
    ]
    const shut = calendar({ ...week, holidays: { country: 'DE', overrides } })
    expect(on(shut, '2026-05-01T10:00:00Z')).toEqual({
      open: false,
      reason: 'override',
      title: 'Works outing',
    })
  })

  it('closes once for a closure, whatever else says open', () => {
    const overrides = [{ date: '2026-11-26', hours: [{ from: '00:00', to: '24:00' }] }]
    const closures = [{ from: '2026-11-26T12:00', to: '2026-11-27T09:30', title: 'Fire drill' }]
    const drill = calendar({ ...week, holidays: { overrides }, closures })
    expect(on(drill, '2026-11-26T10:59:00Z')).toMatchObject({ open: true, reason: 'override' })
    expect(on(drill, '2026-11-26T11:00:00Z')).toEqual({
      open: false,
      reason: 'closure',
      title: 'Fire drill',
    })
    expect(on(drill, '2026-11-27T08:29:00Z').open).toBe(false)
    expect(on(drill, '2026-11-27T08:30:00Z')).toEqual({ open: true, reason: 'hours' })
  })

  it('agrees with a plain reading of the wall clock', () => {
    fc.assert(
      fc.property(randomCalendar, ({ calendar: each, at: instant }) => {
        expect(openingNow(each, instant, noHolidays).open).toBe(plainly(each, instant))
      }),
      { numRuns: 500 },
    )
  })
})

describe('until', () => {
  const berlin = calendar({ open: nineToFive, timeZone: 'Europe/Berlin' })

  it('names the close of the day and the opening of the next working day', () => {
    const friday = opening(berlin, at('2026-11-27T12:00:00Z'), noHolidays)
    expect(friday).toEqual({ open: true, reason: 'hours', until: at('2026-11-27T16:00:00Z') })
    const evening = opening(berlin, at('2026-11-27T16:00:00Z'), noHolidays)
    expect(evening.until).toBe(at('2026-11-30T08:00:00Z'))
  })

  it('passes over a holiday, and over midnight where it stays open', () => {
    const german = calendar({
      open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      timeZone: 'Europe/Berlin',
      holidays: { country: 'DE' },
    })
    const before = opening(german, at('2026-03-01T00:00:00Z'), mayDay)
    expect(before).toMatchObject({ open: true, until: at('2026-04-30T22:00:00Z') })
    const during = opening(german, at('2026-05-01T00:00:00Z'), mayDay)
    expect(during).toMatchObject({ open: false, until: at('2026-05-01T22:00:00Z') })
  })

  it('closes an hour later by the sun on the long night of the year', () => {
    const night = calendar({
      open: [{ days: [6], from: '22:00', to: '06:00' }],
      timeZone: 'Europe/Berlin',
    })
    const closes = opening(night, at('2026-10-24T21:00:00Z'), noHolidays).until
    expect(closes).toBe(at('2026-10-25T05:00:00Z'))
  })

  it('sees the end of one day again after the beginning of the next', () => {
    // In 2010 the clocks of Newfoundland went from 00:01 on Sunday, 7 November, back to 23:01 on Saturday.
    const saturday = (from: string) =>
      calendar({ timeZone: 'America/St_Johns', open: [{ days: [6], from, to: '24:00' }] })
    const until = (from: string, instant: string) =>
      opening(saturday(from), at(instant), noHolidays).until
    expect(until('23:30', '2010-11-07T02:15:00Z')).toBe(at('2010-11-07T02:30:00Z'))
    expect(until('23:00', '2010-11-07T02:30:30Z')).toBe(at('2010-11-07T02:31:00Z'))
    expect(until('23:30', '2010-11-07T02:31:00Z')).toBe(at('2010-11-07T03:00:00Z'))
  })

  it('is absent where nothing changes within a year', () => {
    expect(opening(calendar({}), 0, noHolidays)).toEqual({ open: false, reason: 'outside' })
    const always = calendar({ open: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] })
    expect(opening(always, 0, noHolidays)).toEqual({ open: true, reason: 'hours' })
    const farOff = calendar({
      holidays: { overrides: [{ date: '1972-01-01', hours: [{ from: '09:00', to: '10:00' }] }] },
    })
    expect(opening(farOff, 0, noHolidays).until).toBeUndefined()
  })

  it('is the first minute at which a scan of every minute finds it otherwise', () => {
    fc.assert(
      fc.property(randomCalendar, ({ calendar: each, at: instant }) => {
        const { until } = opening(each, instant, noHolidays)
        const end = instant + 4 * 86_400_000
        const scanned = firstOtherwise(each, instant, end)
        expect(until !== undefined && until < end ? until : undefined).toBe(scanned)
      }),
      { numRuns: 60 },
    )
  })
})

describe('everOpens', () => {
  it('asks for an hour of the week, or of an override', () => {
    expect(everOpens(calendar({ open: nineToFive }))).toBe(true)
    expect(everOpens(calendar({}))).toBe(false)
    expect(everOpens(calendar({ open: [{ days: [1], from: '09:00', to: '09:00' }] }))).toBe(false)
    const overrides = [{ date: '2026-05-01', hours: [{ from: '09:00', to: '10:00' }] }]
    expect(everOpens(calendar({ holidays: { overrides } }))).toBe(true)
  })
})

function firstOtherwise(each: Calendar, from: number, end: number): number | undefined {
  const was = openingNow(each, from, noHolidays).open
  const first = Math.floor(from / 60_000) * 60_000 + 60_000
  for (let instant = first; instant < end; instant += 60_000) {
    if (openingNow(each, instant, noHolidays).open !== was) return instant
  }
  return undefined
}

/** The rules once more, read off dates and times as text. */
function plainly(each: Calendar, instant: number): boolean {
  const shown = new Date(instant).toLocaleString('sv-SE', { timeZone: each.timeZone })
  const [today = '', clock = ''] = [shown.slice(0, 10), shown.slice(11, 16)]
  if (each.closures.some(({ from, to }) => from <= `${today}T${clock}` && `${today}T${clock}` < to))
    return false
  const before = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
  const isSpecial = (date: string) =>
    each.closedOn.includes(date) ||
    each.holidays.overrides.some((override) => 'date' in override && override.date === date)
  const spans = (date: string) => {
    const override = each.holidays.overrides.find((one) => 'date' in one && one.date === date)
    if (override !== undefined) return 'hours' in override ? override.hours : []
    if (isSpecial(date)) return []
    const weekday = new Date(date).getUTCDay() || 7
    return each.open.filter(({ days }) => days.includes(weekday))
  }
  const now = spans(today).some(
    ({ from, to }) => from <= clock && (clock < to || (to < from && clock >= from)),
  )
  return now || (!isSpecial(today) && spans(before).some(({ from, to }) => to < from && clock < to))
}
