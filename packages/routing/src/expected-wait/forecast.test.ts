import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastWait } from './forecast.ts'
import { learnAfterCallWork, learnTalk, learnWait } from './learn.ts'
import { newWaitModel, type WaitModel } from './wait-model.ts'

const loads = fc.record({
  ahead: fc.integer({ min: 0, max: 500 }),
  agents: fc.integer({ min: 1, max: 100 }),
  free: fc.nat({ max: 100 }),
  busyMs: fc.integer({ min: 1000, max: 3_600_000 }),
})

/** Knows waits that were twice as long as the line's length had said. */
function slowModel(): WaitModel {
  let model = learnTalk(newWaitModel, 60_000)
  for (let count = 0; count < 200; count++) {
    const forecast = forecastWait(model, { ahead: 4, agents: 1, free: 0, busyMs: null })
    if (forecast) model = learnWait(model, { forecast, waitedMs: 600_000, end: 'answered' })
  }
  return model
}

describe('a forecast', () => {
  it('is not made while no agent is there', () => {
    const load = { ahead: 0, agents: 0, free: 0, busyMs: 60_000 }
    expect(forecastWait(newWaitModel, load)).toBeNull()
  })

  it('is not made while nothing was handled, except for whoever is taken at once', () => {
    const load = { ahead: 2, agents: 2, free: 2, busyMs: null }
    expect(forecastWait(newWaitModel, load)).toBeNull()
    expect(forecastWait(newWaitModel, { ...load, ahead: 1 })).toMatchObject({
      meanMs: 0,
      highMs: 0,
    })
  })

  it('is the place times the time an agent is busy, shared among the agents', () => {
    const load = { ahead: 5, agents: 3, free: 0, busyMs: 180_000 }
    expect(forecastWait(newWaitModel, load)).toMatchObject({ meanMs: 360_000, isFree: false })
    const learned = learnAfterCallWork(learnTalk(newWaitModel, 60_000), 30_000)
    expect(forecastWait(learned, load)).toMatchObject({ meanMs: 180_000 })
  })

  it('never grows with more agents, never shrinks with more ahead, and lies within its interval', () => {
    const model = slowModel()
    fc.assert(
      fc.property(loads, (load) => {
        const said = forecastWait(model, load)
        const meanMs = said?.meanMs ?? NaN
        const more = forecastWait(model, { ...load, agents: load.agents + 1 })?.meanMs
        expect(more).toBeLessThanOrEqual(meanMs)
        const behind = forecastWait(model, { ...load, ahead: load.ahead + 1 })?.meanMs
        expect(behind).toBeGreaterThanOrEqual(meanMs)
        expect(said?.lowMs).toBeGreaterThanOrEqual(0)
        expect(said?.lowMs).toBeLessThanOrEqual(said?.highMs ?? NaN)
        expect(said?.atMostMs).toBeGreaterThanOrEqual(meanMs)
      }),
    )
  })

  it('follows waits that are longer than the line says, as where agents have other queues too', () => {
    const load = { ahead: 4, agents: 1, free: 0, busyMs: null }
    const meanMs = forecastWait(slowModel(), load)?.meanMs ?? NaN
    expect(meanMs).toBeGreaterThan(570_000)
    expect(meanMs).toBeLessThan(610_000)
  })

  it('adds the ringing that whoever finds somebody free still waits', () => {
    let model = learnTalk(newWaitModel, 60_000)
    const free = { ahead: 0, agents: 2, free: 1, busyMs: null }
    for (const waitedMs of [3000, 4000, 5000]) {
      const forecast = forecastWait(model, free)
      if (forecast) model = learnWait(model, { forecast, waitedMs, end: 'answered' })
    }
    expect(forecastWait(model, free)?.meanMs).toBeCloseTo(4000, -2)
    expect(forecastWait(model, { ...free, free: 0 })?.meanMs).toBeCloseTo(34_000, -2)
  })

  it('is kept as JSON with all that was learned', () => {
    const model = slowModel()
    const load = { ahead: 7, agents: 3, free: 0, busyMs: null }
    const kept: WaitModel = JSON.parse(JSON.stringify(model))
    expect(forecastWait(kept, load)).toEqual(forecastWait(model, load))
    expect(JSON.stringify(model).length).toBeLessThan(6000)
  })
})
