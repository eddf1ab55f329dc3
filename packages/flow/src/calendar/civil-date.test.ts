import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { dateOf, dayOf, weekdayOf } from './civil-date.ts'

const dayMs = 86_400_000
const anyDay = fc.integer({ min: dayOf('1000-01-01'), max: dayOf('9999-12-31') })

it('counts days as the platform does', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const there = new Date(day * dayMs)
      expect(dateOf(day)).toBe(there.toISOString().slice(0, 10))
      expect(dayOf(dateOf(day))).toBe(day)
      expect(weekdayOf(day) % 7).toBe(there.getUTCDay())
    }),
    { numRuns: 2000 },
  )
})

it('knows leap years, and centuries that are none', () => {
  expect(dateOf(dayOf('2024-02-28') + 1)).toBe('2024-02-29')
  expect(dateOf(dayOf('2100-02-28') + 1)).toBe('2100-03-01')
  expect(dateOf(dayOf('2000-02-28') + 1)).toBe('2000-02-29')
})
