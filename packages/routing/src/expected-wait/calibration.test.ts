import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../testing/random.ts'
import {
  calibrate,
  type Calibration,
  missesOf,
  scoreBelow,
  shareBelow,
  uncalibrated,
} from './calibration.ts'

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })

/** What the calibration becomes by scores, some of whose ends are not seen. */
function after(scores: Iterable<{ score: number; answered: boolean }>): Calibration {
  let calibration = uncalibrated
  for (const wait of scores) {
    const { lowShare, highShare } = calibration
    const interval = {
      low: scoreBelow(calibration, lowShare),
      high: scoreBelow(calibration, highShare),
    }
    calibration = calibrate(calibration, wait, missesOf(calibration, wait, interval))
  }
  return calibration
}

function* normals(count: number, { mean = 0, deviation = 1, patience = Infinity } = {}) {
  const random = new Random(7)
  for (let index = 0; index < count; index++) {
    const score = mean + deviation * random.normal()
    const leavesAt = patience === Infinity ? Infinity : random.exponential(patience)
    yield { score: Math.min(score, leavesAt), answered: score < leavesAt }
  }
}

describe('the calibration of waits', () => {
  it('begins as theory says', () => {
    expect(scoreBelow(uncalibrated, 0.05)).toBeCloseTo(-1.645, 1)
    expect(scoreBelow(uncalibrated, 0.95)).toBeCloseTo(1.645, 1)
  })

  it('gives the share below a score, and the score below which a share lies', () => {
    const learned = after(normals(500, { mean: 1, deviation: 2 }))
    fc.assert(
      fc.property(share, (of) => {
        expect(shareBelow(learned, scoreBelow(learned, of))).toBeCloseTo(of, 6)
      }),
    )
  })

  it('learns how far waits really scatter', () => {
    const learned = after(normals(5000, { mean: 0.5, deviation: 2 }))
    expect(scoreBelow(learned, 0.5)).toBeCloseTo(0.5, 0)
    expect(Math.abs(scoreBelow(learned, 0.95) - (0.5 + 2 * 1.645))).toBeLessThan(0.3)
  })

  it('takes nobody who went away for somebody who waited shortly', () => {
    const waits = [...normals(8000, { mean: 2, patience: 3 })]
    expect(waits.filter(({ answered }) => answered).length).toBeLessThan(5000)
    expect(Math.abs(scoreBelow(after(waits), 0.5) - 2)).toBeLessThan(0.2)
    const naive = after(waits.filter(({ answered }) => answered))
    expect(scoreBelow(naive, 0.5)).toBeLessThan(1.9)
  })

  it('counts for who went away what is likely of them', () => {
    const interval = { low: -1.645, high: 1.645 }
    const early = missesOf(uncalibrated, { score: -8, answered: false }, interval)
    expect(early.low).toBeCloseTo(0.05, 2)
    expect(early.high).toBeCloseTo(0.05, 2)
    const late = missesOf(uncalibrated, { score: 2, answered: false }, interval)
    expect(late).toEqual({ low: 0, high: 1 })
  })

  it('widens the interval while more is missed than should be, and narrows it again', () => {
    const steady = after(normals(2000))
    const missedAbove = { low: 0, high: 1 }
    const wider = calibrate(steady, { score: 3, answered: true }, missedAbove)
    expect(wider.highShare).toBeGreaterThan(steady.highShare)
    const narrower = calibrate(steady, { score: 0, answered: true }, { low: 0, high: 0 })
    expect(narrower.highShare).toBeLessThan(steady.highShare)
    expect(narrower.lowShare).toBeGreaterThan(steady.lowShare)
  })
})
