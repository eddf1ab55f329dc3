import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedWaitPhrase, shippedTexts } from './phrases.ts'

describe('the expected wait', () => {
  it.each([
    [0, 'less than two minutes'],
    [119_999, 'less than two minutes'],
    [120_000, 'about 2 minutes'],
    [120_001, 'about 3 minutes'],
    [9 * 60_000, 'about 10 minutes'],
    [45 * 60_000, 'about 45 minutes'],
    [46 * 60_000, 'more than forty-five minutes'],
  ])('of %i ms is said as %s', (waitMs, words) => {
    expect(expectedWaitPhrase(waitMs)).toContain(words)
  })

  it('is always a phrase that is shipped as sound, and never names a shorter time', () => {
    const shipped = new Set(shippedTexts())
    fc.assert(
      fc.property(fc.nat({ max: 4 * 3_600_000 }), (waitMs) => {
        const phrase = expectedWaitPhrase(waitMs)
        const minutes = /about (\d+)/.exec(phrase)?.[1] ?? Infinity
        expect(shipped.has(phrase)).toBe(true)
        expect(Number(minutes) * 60_000).toBeGreaterThanOrEqual(waitMs)
      }),
    )
  })
})
