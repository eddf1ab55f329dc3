import { describe, expect, it } from 'vitest'
import { tryForecasts } from '../testing/wait-trial.ts'
import { tryScenario, waitScenarios } from '../testing/wait-scenarios.ts'
import { statedError } from './learn.ts'
import { newWaitModel } from './wait-model.ts'

describe('what is learned from waits', () => {
  it.each(waitScenarios)(
    'errs at most a tenth more than who knows the true rates, and covers nine of ten: $name',
    (scenario) => {
      const { ratio, coverage, stated, meanAbsoluteMs, waits } = tryScenario(scenario, 1, 20_000)
      expect(waits).toBeGreaterThan(5000)
      expect(ratio).toBeLessThan(1.1)
      expect(ratio).toBeGreaterThan(0.95)
      expect(coverage).toBeGreaterThan(0.88)
      expect(coverage).toBeLessThan(0.92)
      // What it states is of the last thousand or two, which err more or less than all.
      expect(stated?.coverage).toBeGreaterThan(0.84)
      expect(stated?.coverage).toBeLessThan(0.96)
      expect((stated?.meanAbsoluteMs ?? NaN) / meanAbsoluteMs).toBeGreaterThan(0.5)
      expect((stated?.meanAbsoluteMs ?? NaN) / meanAbsoluteMs).toBeLessThan(2)
    },
  )

  it('follows when agents become half as fast', () => {
    const busyBefore = 120_000
    const queues = {
      seed: 3,
      contacts: 20_000,
      agents: Array.from({ length: 10 }, () => [0]),
      pauseMs: (random: { exponential(mean: number): number }, _: number, nowMs: number) =>
        random.exponential(nowMs < turnMs ? busyBefore / 9.5 : (2 * busyBefore) / 9.5),
      busyMs: (random: { exponential(mean: number): number }, nowMs: number) =>
        random.exponential(nowMs < turnMs ? busyBefore : 2 * busyBefore),
    }
    const turnMs = (10_000 * busyBefore) / 9.5
    const { ratio, coverage } = tryForecasts(
      queues,
      { busyMs: 2 * busyBefore, abandonRate: 0 },
      13_000,
    )
    expect(ratio).toBeLessThan(1.15)
    expect(coverage).toBeGreaterThan(0.86)
  })

  it('states no error while few have waited', () => {
    expect(statedError(newWaitModel)).toBeUndefined()
  })
})
