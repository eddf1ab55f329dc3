import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startClock } from './clock.ts'

let ticks = 0
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  ticks = 0
  stop = startClock(20, () => ticks++)
})

afterEach(() => {
  stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('ticks once for every period', () => {
  vi.advanceTimersByTime(19)
  expect(ticks).toBe(0)
  vi.advanceTimersByTime(1)
  expect(ticks).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(ticks).toBe(3001)
})

it('does not drift though each timer is late', () => {
  stop()
  // A timer that was asked for 20 ms may come after 27: the clock must not let that add up.
  const real = globalThis.setTimeout
  vi.stubGlobal('setTimeout', (run: () => void, ms: number) => real(run, ms + 7))
  ticks = 0
  stop = startClock(20, () => ticks++)
  vi.advanceTimersByTime(10_000)
  vi.unstubAllGlobals()
  expect(ticks).toBeGreaterThanOrEqual(499)
  expect(ticks).toBeLessThanOrEqual(500)
})

it('makes up for a short stall, and leaves the most of a long one out', () => {
  const faked = performance.now.bind(performance)
  let stalledMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => faked() + stalledMs)
  vi.advanceTimersByTime(100)
  expect(ticks).toBe(5)
  stalledMs += 60
  vi.advanceTimersByTime(20)
  expect(ticks).toBe(5 + 4)
  stalledMs += 10_000
  vi.advanceTimersByTime(20)
  expect(ticks).toBe(5 + 4 + 6)
  vi.advanceTimersByTime(200)
  expect(ticks).toBe(5 + 4 + 6 + 10)
})

it('lets others have their turn though every tick takes longer than its period', () => {
  stop()
  const faked = performance.now.bind(performance)
  let spentMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => faked() + spentMs)
  ticks = 0
  stop = startClock(20, () => {
    spentMs += 25
    if (++ticks > 100) throw new Error('nobody else has a turn')
  })
  const other = vi.fn<() => void>()
  setTimeout(other, 21)
  vi.advanceTimersByTime(21)
  expect(other).toHaveBeenCalledOnce()
  expect(ticks).toBeLessThanOrEqual(12)
})

it('stops', () => {
  stop()
  vi.advanceTimersByTime(1000)
  expect(ticks).toBe(0)
})
