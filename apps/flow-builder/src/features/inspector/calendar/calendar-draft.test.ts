import { Calendar } from '@iris/flow/calendar'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarSettings, readCalendar } from './calendar-draft.ts'

const whole = {
  timeZone: 'Europe/Berlin',
  open: [{ days: [1, 2], from: '09:00', to: '17:00' }],
  holidays: {
    country: 'DE',
    without: ['Heilige Drei Könige'],
    overrides: [
      { date: '2026-12-24', hours: [{ from: '09:00', to: '12:00' }], title: 'Christmas Eve' },
      { holiday: '1. Weihnachtstag', closed: true },
    ],
  },
  closures: [{ from: '2026-07-01T12:00', to: '2026-07-02T08:00' }],
  closedOn: ['2026-05-15'],
}

describe('a calendar at hand', () => {
  it('is written as it was read', () => {
    expect(calendarSettings(readCalendar(whole))).toEqual(whole)
    expect(Calendar.safeParse(calendarSettings(readCalendar(whole))).success).toBe(true)
  })

  it('keeps what is not finished', () => {
    const draft = { timeZone: 'Nowhere', open: [{ days: [], from: '9', to: '' }] }
    expect(calendarSettings(readCalendar(draft))).toEqual(draft)
  })

  it('is there to be edited whatever the settings are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(whole)), fc.jsonValue()), (junk) => {
        const draft = readCalendar(Object(junk))
        expect(readCalendar(calendarSettings(draft))).toEqual(draft)
      }),
    )
  })
})
