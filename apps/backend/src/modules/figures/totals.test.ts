import { type AgentTime, noTotals, type Totals } from '@iris/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noTime } from './agent-time.ts'
import { addTotals, figures, ratesOf } from './totals.ts'

const totals: fc.Arbitrary<Totals> = fc
  .array(fc.nat(1_000_000), { minLength: figures.length, maxLength: figures.length })
  .map((values) =>
    addTotals(
      noTotals,
      Object.fromEntries(figures.map((figure, index) => [figure, values[index] ?? 0])),
    ),
  )

describe('totals', () => {
  it('add up to the same in any order and grouping', () => {
    fc.assert(
      fc.property(totals, totals, totals, (one, two, three) => {
        const sum = addTotals(addTotals(one, two), three)
        expect(addTotals(one, addTotals(three, two))).toEqual(sum)
        expect(addTotals(noTotals, one)).toEqual(one)
      }),
    )
  })
})

describe('rates', () => {
  const of = (some: Partial<Totals>) => ratesOf({ ...noTotals, ...some })

  it('are unknown where they would divide by nothing', () => {
    expect(Object.values(ratesOf(noTotals, noTime))).toEqual([null, null, null, null, null, null])
  })

  it('are shares of what they are made of', () => {
    const some = { answered: 8, answeredInTime: 6, abandoned: 3, abandonedLate: 2 }
    expect(of(some)).toMatchObject({ serviceLevel: 0.6, abandonRate: 3 / 11 })
    expect(of({ answered: 4, waitMs: 10_000 }).averageSpeedOfAnswerMs).toBe(2500)
    const work = { handled: 2, talkMs: 60_000, holdMs: 10_000, wrapUpMs: 30_000 }
    expect(of(work).averageHandleMs).toBe(50_000)
  })

  it('take short abandons, and those who left in time, for nothing', () => {
    const some = { answered: 1, answeredInTime: 1, abandoned: 5, abandonedLate: 0 }
    expect(of({ ...some, shortAbandoned: 9 }).serviceLevel).toBe(1)
  })

  it('of agents count contacts in hand against those and being free for one', () => {
    const time: AgentTime = {
      ...noTime,
      inCallMs: 30,
      availableMs: 60,
      occupiedMs: 60,
      idleMs: 40,
      notReadyMs: 500,
      notRespondingMs: 70,
    }
    expect(ratesOf(noTotals, time).occupancy).toBe(0.6)
  })

  it('of agents count what was done as planned against what was planned', () => {
    const time: AgentTime = { ...noTime, availableMs: 900, scheduledMs: 400, adherentMs: 300 }
    expect(ratesOf(noTotals, time).adherence).toBe(0.75)
    expect(ratesOf(noTotals, { ...time, adherentMs: 0 }).adherence).toBe(0)
    expect(ratesOf(noTotals, { ...noTime, availableMs: 900 }).adherence).toBeNull()
  })

  it('are between nothing and all, for totals that contacts can come to', () => {
    fc.assert(
      fc.property(totals, (some) => {
        const { answered, abandoned } = some
        const possible = {
          ...some,
          answeredInTime: some.answeredInTime % (answered + 1),
          abandonedLate: some.abandonedLate % (abandoned + 1),
        }
        const { serviceLevel, abandonRate } = ratesOf(possible)
        for (const rate of [serviceLevel, abandonRate]) {
          expect(rate ?? 0).toBeGreaterThanOrEqual(0)
          expect(rate ?? 0).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
