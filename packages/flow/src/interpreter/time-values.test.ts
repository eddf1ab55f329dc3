import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoOf, timeValues } from './time-values.ts'

/** As far as the calendar goes, with a day to spare. */
const instant = fc.integer({ min: -30_610_051_200_000, max: 253_402_041_600_000 })

describe('isoOf', () => {
  it('writes any instant as Date does', () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(isoOf(at)).toBe(new Date(at).toISOString())
      }),
    )
  })
})

describe('timeValues', () => {
  it('are what the clocks of the place show', () => {
    expect(timeValues(Date.parse('2026-11-22T23:05:30Z'), 'Europe/Berlin')).toEqual({
      now: '2026-11-22T23:05:30.000Z',
      date: '2026-11-23',
      weekday: 1,
      hour: 0,
      minute: 5,
    })
    expect(timeValues(Date.parse('2026-11-22T23:05:30Z'), 'America/New_York')).toMatchObject({
      date: '2026-11-22',
      weekday: 7,
      hour: 18,
    })
  })

  it('are those of UTC in a place nobody knows', () => {
    expect(timeValues(0, 'Nowhere/Atlantis')).toEqual(timeValues(0, 'UTC'))
  })

  it('are none at an instant beyond all calendars', () => {
    expect(timeValues(Number.NaN, 'UTC')).toEqual({})
  })
})
