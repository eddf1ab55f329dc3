import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wallClock } from '../calendar/wall-clock.ts'
import { type FlowSchedule, nextOccurrence } from './schedule.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const at = (minute: number, days = everyDay, timeZone = 'Europe/Berlin'): FlowSchedule => ({
  kind: 'at',
  timeZone,
  times: [{ days, minute }],
})
/** The next so many, as RFC 3339. */
function next(schedule: FlowSchedule, after: string, count: number): string[] {
  const found: string[] = []
  for (let now = Date.parse(after); found.length < count;) {
    now = nextOccurrence(schedule, now) ?? Number.NaN
    found.push(new Date(now).toISOString().slice(0, 16))
  }
  return found
}

describe('a schedule by the clock', () => {
  it('keeps its hour when summer time begins and ends', () => {
    expect(next(at(9 * 60), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T08:00',
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ])
    expect(next(at(9 * 60), '2026-10-24T00:00:00Z', 3)).toEqual([
      '2026-10-24T07:00',
      '2026-10-25T08:00',
      '2026-10-26T08:00',
    ])
  })

  it('comes once on the day its time is passed over, and once on the day it is shown twice', () => {
    expect(next(at(150), '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ])
    expect(next(at(150), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
  })

  it('comes on its days alone', () => {
    // A Friday.
    expect(next(at(600, [1, 5], 'UTC'), '2026-11-20T10:00:00Z', 3)).toEqual([
      '2026-11-23T10:00',
      '2026-11-27T10:00',
      '2026-11-30T10:00',
    ])
    expect(nextOccurrence(at(600, []), 0)).toBeUndefined()
  })

  it('is always later, within eight days, and by the clock what it says but for a gap', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC')
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) })
    fc.assert(
      fc.property(zone, days, fc.integer({ min: 0, max: 1439 }), instant, (...row) => {
        const [timeZone, on, minute, after] = row
        const found = nextOccurrence(at(minute, on, timeZone), after) ?? Number.NaN
        expect(found).toBeGreaterThan(after)
        expect(found - after).toBeLessThanOrEqual(8 * 86_400_000)
        const clock = wallClock(timeZone, found)
        const late = ((clock?.minute ?? -1) - minute + 1440) % 1440
        expect([0, 30, 60]).toContain(late)
        expect(late > 0 || on.includes(clock?.weekday ?? 0)).toBe(true)
      }),
    )
  })
})

describe('a schedule of minutes', () => {
  it('comes every so many, wherever it is asked from', () => {
    const every = { kind: 'every', minutes: 15 } as const
    expect(next(every, '2026-11-20T10:07:00Z', 2)).toEqual(['2026-11-20T10:15', '2026-11-20T10:30'])
    expect(next(every, '2026-11-20T10:15:00Z', 1)).toEqual(['2026-11-20T10:30'])
  })
})
