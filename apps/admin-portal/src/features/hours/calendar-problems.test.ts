import * as calendar from '@iris/flow/calendar'
import { Calendar } from '@iris/flow/calendar'
import { describe, expect, it } from 'vitest'
import { problemsOf } from './calendar-problems.ts'
import { usualCalendar } from './hours-form.ts'

const usual = usualCalendar({ country: 'DE', timeZone: 'Europe/Berlin' })
const problems = (change: Partial<typeof usual>) => problemsOf({ ...usual, ...change }, calendar)

describe('opening times', () => {
  it('are right to begin with, by the clock and the holidays of the centre', () => {
    expect(problems({})).toEqual([])
    expect(Calendar.parse(usual)).toMatchObject({
      timeZone: 'Europe/Berlin',
      holidays: { country: 'DE' },
    })
  })

  it('say beside a part what is wrong with it', () => {
    const open = [{ days: [], from: '9', to: '17:00' }]
    expect(problems({ open })).toEqual([
      { at: '/open/0/days', severity: 'error', message: 'Choose a day.' },
      { at: '/open/0/from', severity: 'error', message: 'Write a time such as 09:00.' },
    ])
    const overrides = [{ date: '', closed: true as const }, {}]
    expect(problems({ holidays: { without: [], overrides } })).toEqual([
      {
        at: '/holidays/overrides/0/date',
        severity: 'error',
        message: 'Write a date such as 2026-12-24.',
      },
      {
        at: '/holidays/overrides/1',
        severity: 'error',
        message: 'Choose a date, and write hours such as 09:00 to 17:00.',
      },
    ])
  })

  it('say what is probably not meant', () => {
    expect(problems({ open: [] })).toEqual([
      { at: '/open', severity: 'warning', message: 'It is never open.' },
    ])
    const closures = [{ from: '2026-12-24T12:00', to: '2026-12-23T12:00' }]
    expect(problems({ closures })).toEqual([
      { at: '/closures/0', severity: 'warning', message: 'It ends before it begins.' },
    ])
    const overrides = [
      { date: '2026-12-24', closed: true as const },
      { date: '2026-12-24', hours: [{ from: '09:00', to: '09:00' }] },
    ]
    expect(
      problems({ holidays: { without: [], overrides } }).map(({ message }) => message),
    ).toEqual([
      'It opens and closes at 09:00: that is no time at all.',
      'There is a rule for 2026-12-24 already, and only the first counts.',
    ])
  })
})
