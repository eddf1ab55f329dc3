import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutAtQuarters, daysOf, quarterOf, spanOf } from './interval.ts'

const quarterMs = 900_000
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 })
const stretch = fc.tuple(instant, fc.integer({ min: 0, max: 5 * quarterMs }))

describe('a stretch of time, cut at quarters', () => {
  it('is as long as its pieces together, each in a quarter of its own', () => {
    fc.assert(
      fc.property(stretch, ([from, ms]) => {
        const pieces = cutAtQuarters(from, from + ms)
        expect(pieces.reduce((sum, piece) => sum + piece.ms, 0)).toBe(ms)
        expect(new Set(pieces.map(({ quarter }) => quarter)).size).toBe(pieces.length)
        for (const piece of pieces) {
          expect(piece.ms).toBeGreaterThan(0)
          expect(piece.ms).toBeLessThanOrEqual(quarterMs)
          expect(piece.quarter % quarterMs).toBe(0)
        }
      }),
    )
  })

  it('has the same pieces as two stretches that follow each other', () => {
    fc.assert(
      fc.property(stretch, fc.double({ min: 0, max: 1, noNaN: true }), ([from, ms], share) => {
        const middle = from + Math.floor(ms * share)
        const sums = new Map<number, number>()
        for (const { quarter, ms: part } of [
          ...cutAtQuarters(from, middle),
          ...cutAtQuarters(middle, from + ms),
        ]) {
          sums.set(quarter, (sums.get(quarter) ?? 0) + part)
        }
        const whole = cutAtQuarters(from, from + ms).map((piece) => [piece.quarter, piece.ms])
        expect([...sums]).toEqual(whole)
      }),
    )
  })

  it('begins in the quarter it begins in, and what ends at a border is not in the next', () => {
    expect(cutAtQuarters(quarterMs - 1, quarterMs)).toEqual([{ quarter: 0, ms: 1 }])
    expect(cutAtQuarters(quarterMs, quarterMs + 1)).toEqual([{ quarter: quarterMs, ms: 1 }])
    expect(quarterOf(2 * quarterMs - 1)).toBe(quarterMs)
  })
})

describe('a span', () => {
  const at = (time: string) => new Date(`2026-11-${time}:00.000Z`)

  it('has the quarters that begin in a time, as far as they have come', () => {
    const asked = { from: at('24T08:01'), to: at('26T09:01') }
    expect(spanOf(asked, at('30T00:00'))).toEqual({ from: at('24T08:15'), to: at('26T09:15') })
    expect(spanOf(asked, at('26T09:05')).to).toEqual(at('26T09:05'))
  })

  it('is told by days that follow each other, and not at all before it comes', () => {
    const span = { from: at('24T08:15'), to: at('26T09:15') }
    expect(daysOf(span)).toEqual([
      { from: at('24T08:15'), to: at('25T08:15') },
      { from: at('25T08:15'), to: at('26T08:15') },
      { from: at('26T08:15'), to: at('26T09:15') },
    ])
    expect(daysOf({ from: span.to, to: span.from })).toEqual([])
  })
})
