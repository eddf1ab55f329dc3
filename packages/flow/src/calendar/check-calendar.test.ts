import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { Calendar } from './calendar.ts'
import { checkCalendar } from './check-calendar.ts'

const open = [{ days: [1], from: '09:00', to: '17:00' }]
const problemsOf = (input: z.input<typeof Calendar>) => checkCalendar(Calendar.parse(input))

describe('checkCalendar', () => {
  it('finds nothing in plain opening hours', () => {
    expect(problemsOf({ open, holidays: { country: 'DE', region: 'BY', without: ['x'] } })).toEqual(
      [],
    )
  })

  it('tells a calendar that never opens', () => {
    expect(problemsOf({})).toEqual([{ kind: 'never_opens', path: ['open'] }])
  })

  it('tells a time zone that the schema has not seen', () => {
    const calendar = { ...Calendar.parse({ open }), timeZone: 'Mars/Olympus' }
    expect(checkCalendar(calendar)).toEqual([
      { kind: 'unknown_time_zone', timeZone: 'Mars/Olympus', path: ['timeZone'] },
    ])
  })

  it('tells spans that hold no time, wherever they are', () => {
    const empty = { from: '09:00', to: '09:00' }
    const overrides = [{ date: '2026-05-01', hours: [{ from: '08:00', to: '09:00' }, empty] }]
    expect(
      problemsOf({ open: [...open, { days: [2], ...empty }], holidays: { overrides } }),
    ).toEqual([
      { kind: 'empty_span', at: '09:00', path: ['open', 1] },
      { kind: 'empty_span', at: '09:00', path: ['holidays', 'overrides', 0, 'hours', 1] },
    ])
  })

  it('tells holidays of no country', () => {
    const overrides = [{ holiday: 'Easter', closed: true as const }]
    const holidays = { region: 'BY', without: ['Epiphany'], overrides }
    expect(problemsOf({ open, holidays }).map(({ kind, path }) => [kind, path.join('.')])).toEqual([
      ['region_without_country', 'holidays.region'],
      ['holiday_without_country', 'holidays.without.0'],
      ['holiday_without_country', 'holidays.overrides.0'],
    ])
  })

  it('tells the second override of a day', () => {
    const once = { date: '2026-05-01', closed: true as const }
    expect(problemsOf({ open, holidays: { overrides: [once, once] } })).toEqual([
      { kind: 'second_override', day: '2026-05-01', path: ['holidays', 'overrides', 1] },
    ])
  })

  it('tells a closure that ends before it begins', () => {
    const closures = [{ from: '2026-05-02T09:00', to: '2026-05-01T09:00' }]
    expect(problemsOf({ open, closures })).toMatchObject([
      { kind: 'closure_ends_first', path: ['closures', 0] },
    ])
  })
})

describe('the schema of a calendar', () => {
  it('fills in what is left out', () => {
    expect(Calendar.parse({})).toEqual({
      timeZone: 'UTC',
      open: [],
      holidays: { without: [], overrides: [] },
      closures: [],
      closedOn: [],
    })
  })

  it.each([
    { timeZone: 'Mars/Olympus' },
    { open: [{ days: [8], from: '09:00', to: '17:00' }] },
    { open: [{ days: [1], from: '24:00', to: '17:00' }] },
    { closedOn: ['2026-02-30'] },
    { closures: [{ from: '2026-02-30T09:00', to: '2026-03-01T09:00' }] },
    { closures: [{ from: '2026-02-01T24:00', to: '2026-03-01T09:00' }] },
    { holidays: { overrides: [{ date: '2026-05-01' }] } },
    { holidays: { overrides: [{ date: '2026-05-01', holiday: 'Easter', closed: true }] } },
  ])('refuses %j', (input) => {
    expect(Calendar.safeParse(input).success).toBe(false)
  })
})
