import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CircuitBreaker } from './circuit-breaker.ts'

function breakerAt(failures = 3, openMs = 1000) {
  const clock = { ms: 0 }
  const breaker = new CircuitBreaker({ failures, openMs, now: () => clock.ms })
  return { breaker, clock }
}

describe('CircuitBreaker', () => {
  it('opens after so many failures in a row, not before', () => {
    const { breaker } = breakerAt()
    for (const expected of [true, true, false]) {
      breaker.failed()
      expect(breaker.tryEnter()).toBe(expected)
    }
  })

  it('begins to count anew with every success', () => {
    const { breaker } = breakerAt()
    for (let round = 0; round < 5; round += 1) {
      breaker.failed()
      breaker.failed()
      breaker.succeeded()
    }
    expect(breaker.isOpen).toBe(false)
  })

  it('lets one attempt through when its time is over, and closes if that succeeds', () => {
    const { breaker, clock } = breakerAt(1)
    breaker.failed()
    clock.ms = 999
    expect(breaker.tryEnter()).toBe(false)
    clock.ms = 1000
    expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, false])
    breaker.succeeded()
    expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, true])
  })

  it('opens again for as long when that attempt fails, however many failures it takes else', () => {
    const { breaker, clock } = breakerAt(3)
    for (let n = 0; n < 3; n += 1) breaker.failed()
    clock.ms = 1000
    expect(breaker.tryEnter()).toBe(true)
    breaker.failed()
    clock.ms = 1999
    expect(breaker.tryEnter()).toBe(false)
    clock.ms = 2000
    expect(breaker.tryEnter()).toBe(true)
  })

  it('lets another through when the one attempt never says how it went', () => {
    const { breaker, clock } = breakerAt(1)
    breaker.failed()
    clock.ms = 1000
    expect(breaker.tryEnter()).toBe(true)
    clock.ms = 2000
    expect(breaker.tryEnter()).toBe(true)
  })

  it('lets no more attempts through in a time of failing than failures and probes', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (waits, failures) => {
        const { breaker, clock } = breakerAt(failures, 1000)
        let entered = 0
        for (const ms of waits) {
          clock.ms += ms
          if (!breaker.tryEnter()) continue
          entered += 1
          breaker.failed()
        }
        expect(entered).toBeLessThanOrEqual(failures + Math.floor(clock.ms / 1000))
      }),
    )
  })
})
