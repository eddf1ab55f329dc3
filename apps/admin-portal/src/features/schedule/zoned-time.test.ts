import { describe, expect, it } from 'vitest'
import { addDays, clockAt, instantOf, mondayOf } from './zoned-time.ts'

const at = (date: string, time: string, zone: string) =>
  new Date(instantOf({ date, time }, zone)).toISOString()

describe('the time of a zone', () => {
  it('is read and written, on either side of UTC', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns']) {
      for (const time of ['00:00', '09:30', '23:45']) {
        const clock = { date: '2026-07-01', time }
        expect(clockAt(instantOf(clock, zone), zone)).toEqual(clock)
      }
    }
    expect(at('2026-11-26', '09:00', 'Europe/Berlin')).toBe('2026-11-26T08:00:00.000Z')
    expect(at('2026-11-26', '20:00', 'America/New_York')).toBe('2026-11-27T01:00:00.000Z')
  })

  it('is the first where clocks show it twice, and as much later where they leave it out', () => {
    expect(at('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(at('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(at('2026-03-29', '03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
  })
})

describe('a date', () => {
  it('has a Monday at or before it, and days after it over the ends of months', () => {
    expect(mondayOf('2026-11-23')).toBe('2026-11-23')
    expect(mondayOf('2026-11-29')).toBe('2026-11-23')
    expect(addDays('2026-11-29', 2)).toBe('2026-12-01')
  })
})
