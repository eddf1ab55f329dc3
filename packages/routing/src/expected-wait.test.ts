import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedWaitMs } from './expected-wait.ts'

const loads = fc.record({
  place: fc.integer({ min: 1, max: 500 }),
  agents: fc.integer({ min: 1, max: 100 }),
  free: fc.nat({ max: 100 }),
  handleMs: fc.integer({ min: 1000, max: 3_600_000 }),
})

describe('the expected wait', () => {
  it('is unknown while no agent is there', () => {
    expect(expectedWaitMs({ place: 1, agents: 0, free: 0, handleMs: 60_000 })).toBeNull()
  })

  it('is unknown while nothing was handled, except for whoever is taken at once', () => {
    expect(expectedWaitMs({ place: 3, agents: 2, free: 2, handleMs: null })).toBeNull()
    expect(expectedWaitMs({ place: 2, agents: 2, free: 2, handleMs: null })).toBe(0)
  })

  it('is the place times the handling time, shared among the agents', () => {
    expect(expectedWaitMs({ place: 6, agents: 3, free: 0, handleMs: 180_000 })).toBe(360_000)
  })

  it('never grows with more agents and never shrinks with a place further back', () => {
    fc.assert(
      fc.property(loads, (load) => {
        const wait = expectedWaitMs(load) ?? NaN
        expect(expectedWaitMs({ ...load, agents: load.agents + 1 })).toBeLessThanOrEqual(wait)
        expect(expectedWaitMs({ ...load, place: load.place + 1 })).toBeGreaterThanOrEqual(wait)
        expect(wait).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('agrees with a simulated line in which every contact takes the mean', () => {
    fc.assert(
      fc.property(loads, ({ place, agents, handleMs }) => {
        // Agents come free evenly spaced, and each again after every contact.
        const freeAt = Array.from({ length: agents }, (_, i) => (handleMs * (i + 1)) / agents)
        let wait = 0
        for (let served = 0; served < place; served++) {
          wait = Math.min(...freeAt)
          freeAt[freeAt.indexOf(wait)] = wait + handleMs
        }
        const said = expectedWaitMs({ place, agents, free: 0, handleMs }) ?? NaN
        expect(Math.abs(said - wait)).toBeLessThan(1 + wait * 1e-9)
      }),
      { numRuns: 50 },
    )
  })
})
