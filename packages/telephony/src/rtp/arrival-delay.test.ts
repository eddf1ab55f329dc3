import { describe, expect, it } from 'vitest'
import { ArrivalDelay } from './arrival-delay.ts'

/** Notes packets of 20 ms from one place on, each late by so much. */
function note(delay: ArrivalDelay, count: number, lateMs: (place: number) => number, from = 0) {
  for (let place = from; place < from + count; place++) {
    delay.note((4_294_900_000 + place * 160) >>> 0, place * 20 + lateMs(place))
  }
  return delay
}

describe('how long to wait for packets', () => {
  it('is nothing when all come in time, whatever the way takes', () => {
    expect(note(new ArrivalDelay(), 300, () => 70).waitMs).toBe(0)
  })

  it('is what lets all but a few be in time', () => {
    expect(note(new ArrivalDelay(), 1000, (place) => (place % 10) * 8).waitMs).toBe(70)
    // One of a hundred is not worth waiting for.
    expect(note(new ArrivalDelay(), 1000, (place) => (place % 100 === 0 ? 200 : 0)).waitMs).toBe(0)
  })

  it('is learnt anew within half a minute', () => {
    const delay = note(new ArrivalDelay(), 500, (place) => (place % 2) * 100)
    expect(delay.waitMs).toBe(100)
    expect(note(delay, 1700, () => 0, 500).waitMs).toBe(0)
  })

  it('follows a clock that drifts', () => {
    expect(note(new ArrivalDelay(), 3000, (place) => place * 0.002).waitMs).toBeLessThanOrEqual(10)
  })
})
