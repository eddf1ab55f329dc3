import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Dice } from './dice.ts'

const rolls = (dice: Dice, count: number) => Array.from({ length: count }, () => dice.roll())

describe('Dice', () => {
  it('gives numbers from 0 to just below 1, whatever the seed', () => {
    fc.assert(
      fc.property(fc.double(), (seed) => {
        const all = rolls(new Dice(seed), 20)
        expect(all.filter((one) => !(one >= 0 && one < 1))).toEqual([])
      }),
    )
  })

  it('goes on from its seed as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), (seed, count) => {
        const whole = rolls(new Dice(seed), count + 5)
        const first = new Dice(seed)
        const before = rolls(first, count)
        const stored = JSON.stringify(first.seed)
        const second = new Dice(Number(stored))
        expect([...before, ...rolls(second, 5)]).toEqual(whole)
      }),
    )
  })

  it('spreads evenly, also over seeds that follow one another', () => {
    const byRolls = rolls(new Dice(1), 10_000)
    const bySeeds = Array.from({ length: 10_000 }, (_, seed) => new Dice(seed).roll())
    for (const all of [byRolls, bySeeds]) {
      const tenths = Array.from(
        { length: 10 },
        (_, tenth) => all.filter((one) => Math.floor(one * 10) === tenth).length,
      )
      // A thousand each; five standard deviations are 150.
      expect(tenths.filter((count) => Math.abs(count - 1000) > 150)).toEqual([])
    }
  })
})
