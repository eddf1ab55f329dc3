import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everOpens, isOpen } from './hours.ts'
import type { HoursSettings } from './kinds/hours/hours.ts'

type Span = HoursSettings['open'][number]

const monday = '2026-11-16'
const allWeek = [1, 2, 3, 4, 5, 6, 7]

function hours(open: Span[], more: Partial<HoursSettings> = {}): HoursSettings {
  return { timeZone: 'UTC', open, closedOn: [], ...more }
}

const openAt = (node: HoursSettings, instant: string) => isOpen(node, Date.parse(instant))

describe('isOpen', () => {
  it('counts the first minute and not the last', () => {
    const node = hours([{ days: [1], from: '09:00', to: '17:00' }])
    expect(openAt(node, `${monday}T08:59:59Z`)).toBe(false)
    expect(openAt(node, `${monday}T09:00:00Z`)).toBe(true)
    expect(openAt(node, `${monday}T16:59:59.999Z`)).toBe(true)
    expect(openAt(node, `${monday}T17:00:00Z`)).toBe(false)
    expect(openAt(node, '2026-11-17T10:00:00Z')).toBe(false)
  })

  it('takes 24:00 for the end of the day', () => {
    const node = hours([{ days: [1], from: '00:00', to: '24:00' }])
    expect(openAt(node, '2026-11-15T23:59:59Z')).toBe(false)
    expect(openAt(node, `${monday}T00:00:00Z`)).toBe(true)
    expect(openAt(node, `${monday}T23:59:59Z`)).toBe(true)
    expect(openAt(node, '2026-11-17T00:00:00Z')).toBe(false)
  })

  it('runs past midnight when the end is before the beginning', () => {
    const node = hours([{ days: [7], from: '22:00', to: '06:00' }])
    expect(openAt(node, '2026-11-15T05:00:00Z')).toBe(false)
    expect(openAt(node, '2026-11-15T22:00:00Z')).toBe(true)
    expect(openAt(node, `${monday}T05:59:59Z`)).toBe(true)
    expect(openAt(node, `${monday}T06:00:00Z`)).toBe(false)
  })

  it('keeps to the wall clock when summer time begins and ends', () => {
    const node = hours([{ days: allWeek, from: '09:00', to: '17:00' }], {
      timeZone: 'Europe/Berlin',
    })
    // UTC+1 until 2026-03-29 01:00 UTC, then UTC+2 until 2026-10-25 01:00 UTC.
    expect(openAt(node, '2026-03-28T08:00:00Z')).toBe(true)
    expect(openAt(node, '2026-03-28T07:00:00Z')).toBe(false)
    expect(openAt(node, '2026-03-29T07:00:00Z')).toBe(true)
    expect(openAt(node, '2026-03-29T15:00:00Z')).toBe(false)
    expect(openAt(node, '2026-10-25T07:59:59Z')).toBe(false)
    expect(openAt(node, '2026-10-25T08:00:00Z')).toBe(true)
  })

  it('is open in both of the hours that come twice', () => {
    const node = hours([{ days: [7], from: '01:00', to: '02:00' }], {
      timeZone: 'America/New_York',
    })
    expect(openAt(node, '2026-11-01T05:30:00Z')).toBe(true)
    expect(openAt(node, '2026-11-01T06:30:00Z')).toBe(true)
    expect(openAt(node, '2026-11-01T07:30:00Z')).toBe(false)
  })

  it('finds the day before also after the day of 23 hours', () => {
    // Monday 00:30 in Berlin; 24 hours before is Saturday 23:30.
    const sundayNights = hours([{ days: [7], from: '20:00', to: '01:00' }], {
      timeZone: 'Europe/Berlin',
    })
    expect(openAt(sundayNights, '2026-03-29T22:30:00Z')).toBe(true)
    const saturdayNights = hours([{ days: [6], from: '20:00', to: '01:00' }], {
      timeZone: 'Europe/Berlin',
    })
    expect(openAt(saturdayNights, '2026-03-29T22:30:00Z')).toBe(false)
  })

  it('is closed from midnight to midnight on a closed day, and begins no night on it', () => {
    const node = hours([{ days: allWeek, from: '22:00', to: '06:00' }], { closedOn: [monday] })
    expect(openAt(node, '2026-11-15T23:00:00Z')).toBe(true)
    expect(openAt(node, `${monday}T00:00:00Z`)).toBe(false)
    expect(openAt(node, `${monday}T23:00:00Z`)).toBe(false)
    expect(openAt(node, '2026-11-17T05:00:00Z')).toBe(false)
    expect(openAt(node, '2026-11-17T22:00:00Z')).toBe(true)
  })

  it.each([
    ['2026-01-01', '2025-12-31'],
    ['2026-03-01', '2026-02-28'],
    ['2028-03-01', '2028-02-29'],
    ['2100-03-01', '2100-02-28'],
    ['2000-03-01', '2000-02-29'],
    ['2026-05-01', '2026-04-30'],
    ['2026-08-01', '2026-07-31'],
  ])('knows that the day before %s is %s', (day, before) => {
    const nights = [{ days: allWeek, from: '22:00', to: '06:00' }]
    expect(openAt(hours(nights), `${day}T01:00:00Z`)).toBe(true)
    expect(openAt(hours(nights, { closedOn: [before] }), `${day}T01:00:00Z`)).toBe(false)
  })

  it('is closed in a time zone that is not known, and at times that are none', () => {
    const always = [{ days: allWeek, from: '00:00', to: '24:00' }]
    expect(openAt(hours(always, { timeZone: 'Nowhere/Atlantis' }), `${monday}T10:00:00Z`)).toBe(
      false,
    )
    expect(isOpen(hours(always), Number.NaN)).toBe(false)
    expect(isOpen(hours(always), 9e15)).toBe(false)
  })

  it('agrees with going through the minutes of the week', () => {
    const time = fc.constantFrom('00:00', '00:01', '06:00', '12:30', '22:00', '23:59', '24:00')
    const span = fc.record({ days: fc.subarray(allWeek, { minLength: 1 }), from: time, to: time })
    const instant = fc.integer({ min: 0, max: 4_000_000_000_000 })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 3 }), instant, (open, at) => {
        expect(isOpen(hours(open), at)).toBe(
          open.some((one) => minutesOfWeek(one).has(minuteAt(at))),
        )
      }),
    )
  })
})

describe('everOpens', () => {
  it('tells hours without any time from those with some', () => {
    expect(everOpens(hours([]))).toBe(false)
    expect(everOpens(hours([{ days: [1], from: '09:00', to: '09:00' }]))).toBe(false)
    expect(everOpens(hours([{ days: [1], from: '22:00', to: '06:00' }]))).toBe(true)
  })
})

const week = 7 * 1440

/** 0 is Monday 00:00 UTC. */
function minuteAt(at: number): number {
  // 1970-01-01 was a Thursday.
  return (Math.floor(at / 60_000) + 3 * 1440) % week
}

function minutesOfWeek({ days, from, to }: Span): Set<number> {
  const ofDay = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const length = ofDay(to) - ofDay(from) + (ofDay(to) < ofDay(from) ? 1440 : 0)
  return new Set(
    days.flatMap((day) =>
      Array.from({ length }, (_, minute) => ((day - 1) * 1440 + ofDay(from) + minute) % week),
    ),
  )
}
