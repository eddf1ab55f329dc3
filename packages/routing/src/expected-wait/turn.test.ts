import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../testing/random.ts'
import { scoreOf, turnOf, waitOf } from './turn.ts'

const steps = fc.integer({ min: 1, max: 400 })
const perStepMs = fc.integer({ min: 100, max: 600_000 })
const abandonRate = fc.double({ min: 0, max: 1e-5, noNaN: true })

describe('when a turn comes', () => {
  it('is the sum of the times between departures, as those ahead go away', () => {
    fc.assert(
      fc.property(steps, perStepMs, abandonRate, (count, each, rate) => {
        const departures = Array.from({ length: count }, (_, left) => 1 / (1 / each + left * rate))
        const exactly = departures.reduce((sum, ms) => sum + ms, 0)
        const { meanMs } = turnOf(count, each, rate)
        expect(Math.abs(meanMs - exactly) / exactly).toBeLessThan(0.06)
      }),
    )
  })

  it('is later with every step, and sooner the more go away', () => {
    fc.assert(
      fc.property(steps, perStepMs, abandonRate, (count, each, rate) => {
        const { meanMs } = turnOf(count, each, rate)
        expect(turnOf(count + 1, each, rate).meanMs).toBeGreaterThan(meanMs)
        expect(turnOf(count, each, rate + 1e-6).meanMs).toBeLessThanOrEqual(meanMs * (1 + 1e-6))
      }),
    )
  })

  it.each([1, 2, 10, 100])('has nine of ten waits of %i stages between its scores', (stages) => {
    const random = new Random(stages)
    const waits = Array.from({ length: 20_000 }, () =>
      Array.from({ length: stages }, () => random.exponential(1000)).reduce((sum, ms) => sum + ms),
    )
    const turn = turnOf(stages, 1000, 0)
    const [low, high] = [waitOf(-1.645, turn), waitOf(1.645, turn)]
    const within = waits.filter((wait) => wait >= low && wait <= high).length
    expect(within / waits.length).toBeGreaterThan(0.89)
    expect(within / waits.length).toBeLessThan(0.92)
  })

  it('has one score for each wait', () => {
    fc.assert(
      fc.property(
        steps,
        perStepMs,
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (count, each, times) => {
          const turn = turnOf(count, each, 0)
          const wait = turn.meanMs * times
          expect(Math.abs(waitOf(scoreOf(wait, turn), turn) / wait - 1)).toBeLessThan(1e-9)
        },
      ),
    )
  })
})
