import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { afterAwake } from './clock.ts'

function wait(delayMs: number) {
  const clock = new ManualClock()
  const heldUp: number[] = []
  let ranAt: number | undefined
  const stop = afterAwake(
    clock,
    delayMs,
    () => (ranAt = clock.now()),
    (ms) => heldUp.push(ms),
  )
  return { clock, heldUp, stop, ranAt: () => ranAt }
}

describe('a wait for others', () => {
  it('ends after its time', () => {
    const { clock, heldUp, ranAt } = wait(10_000)
    clock.advance(9999)
    expect(ranAt()).toBeUndefined()
    clock.advance(1)
    expect(ranAt()).toBe(10_000)
    expect(heldUp).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it.each([0, 5000, 9999])(
    'goes on for what was left when a pause ends that began at %i ms',
    (at) => {
      const { clock, heldUp, ranAt } = wait(10_000)
      clock.advance(at)
      clock.holdUp(30_000)
      clock.advance(0)
      const stepsMs = Math.floor(at / 1000) * 1000
      expect(heldUp).toEqual([30_000 + at - stepsMs])
      clock.advance(10_000 - stepsMs - 1)
      expect(ranAt()).toBeUndefined()
      clock.advance(1)
      expect(ranAt()).toBeDefined()
    },
  )

  it('tells of a pause that is found as it is stopped', () => {
    const { clock, heldUp, stop, ranAt } = wait(10_000)
    clock.holdUp(30_000)
    stop()
    expect(heldUp).toEqual([30_000])
    clock.advance(100_000)
    expect(ranAt()).toBeUndefined()
  })
})
