import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateOf } from './civil-date.ts'
import { wallClock } from './wall-clock.ts'

const shown = (timeZone: string, at: number): string | undefined => {
  const clock = wallClock(timeZone, at)
  if (clock === undefined) return undefined
  const [hour, minute] = [Math.floor(clock.minute / 60), clock.minute % 60]
  return `${dateOf(clock.day)} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

describe('wallClock', () => {
  it('shows what the platform shows, in every zone', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC')
    const from = Date.parse('1901-01-01')
    const instant = fc.integer({ min: from, max: Date.parse('2099-12-31') })
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const there = new Date(at).toLocaleString('sv-SE', { timeZone })
        expect(shown(timeZone, at)).toBe(there.slice(0, 16))
      }),
      { numRuns: 2000 },
    )
  })

  it('counts the seconds by which clocks were off long ago', () => {
    expect(shown('Africa/Monrovia', Date.parse('1971-06-01T00:44:29Z'))).toBe('1971-05-31 23:59')
    expect(shown('Africa/Monrovia', Date.parse('1971-06-01T00:44:30Z'))).toBe('1971-06-01 00:00')
  })

  it('follows clocks from one minute to the next', () => {
    const jump = Date.parse('2026-03-29T01:00Z')
    expect(shown('Europe/Berlin', jump - 1)).toBe('2026-03-29 01:59')
    expect(shown('Europe/Berlin', jump)).toBe('2026-03-29 03:00')
    expect(shown('Europe/Berlin', jump - 1)).toBe('2026-03-29 01:59')
    // At a minute past midnight.
    expect(shown('America/St_Johns', Date.parse('2010-11-07T02:30:59Z'))).toBe('2010-11-07 00:00')
    expect(shown('America/St_Johns', Date.parse('2010-11-07T02:31:00Z'))).toBe('2010-11-06 23:01')
  })

  it('shows nothing for no zone and no instant', () => {
    expect(wallClock('Mars/Olympus', 0)).toBeUndefined()
    expect(wallClock('', 0)).toBeUndefined()
    expect(wallClock('UTC', Number.NaN)).toBeUndefined()
    expect(wallClock('UTC', 8.64e15)).toBeUndefined()
  })
})
