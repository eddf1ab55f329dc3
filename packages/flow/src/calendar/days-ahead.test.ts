import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar } from './calendar.ts'
import { daysAhead } from './days-ahead.ts'
import { noHolidays } from './holidays-of.ts'
import { openingNow } from './opening.ts'

// A Monday.
const monday = Date.UTC(2026, 10, 23)
const weekdays = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }

describe('the days ahead', () => {
  it('begin with that of the calendar’s own clock', () => {
    const inTokyo = Calendar.parse({ timeZone: 'Asia/Tokyo', open: [weekdays] })
    const late = monday - 3_600_000
    expect(daysAhead(inTokyo, late, 2, noHolidays).map(({ date }) => date)).toEqual([
      '2026-11-23',
      '2026-11-24',
    ])
  })

  it('go on in the night of the day before, and are one stretch where two meet', () => {
    const nights = Calendar.parse({
      open: [
        { days: [1], from: '22:00', to: '06:00' },
        { days: [2], from: '06:00', to: '08:00' },
      ],
    })
    expect(daysAhead(nights, monday, 2, noHolidays).map(({ open }) => open)).toEqual([
      [{ from: 1320, to: 1440 }],
      [{ from: 0, to: 480 }],
    ])
  })

  it('leave closures out, and say what they are called', () => {
    const closed = Calendar.parse({
      open: [weekdays],
      closures: [{ from: '2026-11-23T12:00', to: '2026-11-23T13:00', title: 'Drill' }],
    })
    expect(daysAhead(closed, monday, 1, noHolidays)).toEqual([
      {
        date: '2026-11-23',
        open: [
          { from: 540, to: 720 },
          { from: 780, to: 1020 },
        ],
        title: 'Drill',
      },
    ])
  })

  it('are closed on a holiday, which is named', () => {
    const german = Calendar.parse({ open: [weekdays], holidays: { country: 'DE' } })
    const holidays = () => [{ date: '2026-11-24', name: 'Feast' }]
    expect(daysAhead(german, monday, 2, holidays)[1]).toEqual({
      date: '2026-11-24',
      open: [],
      title: 'Feast',
    })
  })

  it('say the same as the opening at any minute', () => {
    const time = fc.constantFrom('00:00', '06:30', '12:00', '17:00', '22:00')
    const span = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: time,
      to: time,
    })
    const closure = fc
      .tuple(time, time)
      .map(([from, to]) => ({ from: `2026-11-24T${from}`, to: `2026-11-26T${to}` }))
    const calendars = fc.record({
      open: fc.array(span, { maxLength: 4 }),
      closures: fc.array(closure, { maxLength: 2 }),
    })
    fc.assert(
      fc.property(calendars, fc.integer({ min: 0, max: 7 * 1440 - 1 }), (given, at) => {
        const calendar = Calendar.parse(given)
        const day = daysAhead(calendar, monday, 7, noHolidays)[Math.floor(at / 1440)]
        const isOpen = day?.open.some(({ from, to }) => from <= at % 1440 && at % 1440 < to)
        expect(isOpen).toBe(openingNow(calendar, monday + at * 60_000, noHolidays).open)
      }),
    )
  })
})
