import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

it.each([
  [0, 0, 125],
  [0, 1, 250],
  [3, 0.5, 1500],
  [50, 1, 8000],
])('waits after %i failures and chance %d for %i ms', (failures, chance, expected) => {
  expect(retryDelayMs(failures, chance)).toBe(expected)
})

it('never waits less than the server asked for, nor more than that or eight seconds', () => {
  const chance = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.nat(), chance, fc.nat(60_000), (failures, chance, leastMs) => {
      const delay = retryDelayMs(failures, chance, leastMs)
      expect(delay).toBeGreaterThanOrEqual(Math.max(125, leastMs))
      expect(delay).toBeLessThanOrEqual(Math.max(8000, leastMs))
    }),
  )
})
