import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../testing/manual-clock.ts'
import { KeyedRateLimit, RateLimit } from './rate-limit.ts'

const RATE = { perSecond: 2, burst: 3 }

describe('RateLimit', () => {
  it('lets a burst pass, and then so many a second', () => {
    const clock = new ManualClock()
    const limit = new RateLimit(clock, RATE)
    expect([1, 2, 3, 4].map(() => limit.take())).toEqual([true, true, true, false])
    clock.advance(500)
    expect(limit.take()).toBe(true)
    expect(limit.take()).toBe(false)
    clock.advance(60_000)
    expect([1, 2, 3, 4].map(() => limit.take())).toEqual([true, true, true, false])
  })
})

describe('KeyedRateLimit', () => {
  it('counts each key apart', () => {
    const limit = new KeyedRateLimit(new ManualClock(), { perSecond: 1, burst: 1 })
    expect(limit.take('a')).toBe(true)
    expect(limit.take('a')).toBe(false)
    expect(limit.hasRoom('b')).toBe(true)
    expect(limit.take('b')).toBe(true)
    expect(limit.hasRoom('b')).toBe(false)
  })

  it('remembers a bounded number of keys', () => {
    const limit = new KeyedRateLimit(new ManualClock(), { perSecond: 1, burst: 1 }, 2)
    for (const key of ['a', 'b', 'c']) limit.take(key)
    expect(limit.size).toBe(2)
    expect(limit.take('c')).toBe(false)
    expect(limit.take('a')).toBe(true)
  })
})
