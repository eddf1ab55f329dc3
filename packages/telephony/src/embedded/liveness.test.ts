import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Liveness, STANDARD_LIVENESS } from './liveness.ts'

describe('Liveness', () => {
  let clock: ManualClock
  let liveness: Liveness
  let diedAt: number | undefined

  beforeEach(() => {
    clock = new ManualClock()
    diedAt = undefined
    liveness = new Liveness(clock, STANDARD_LIVENESS, () => (diedAt = clock.now()))
  })

  it('misses nobody who is there', () => {
    liveness.media('heard')
    clock.advance(1_000_000)
    expect(diedAt).toBeUndefined()
    expect(clock.pending).toBe(0)
  })

  it('sees a closed tab in under two seconds', () => {
    liveness.flowLost()
    // The engine reports silence a second after the last packet.
    clock.advance(1000)
    liveness.media('quiet')
    clock.advance(1000)
    expect(diedAt).toBe(1600)
  })

  it('sees a closed tab whose media said goodbye first', () => {
    liveness.media('down')
    clock.advance(100)
    liveness.flowLost()
    clock.advance(1000)
    expect(diedAt).toBe(700)
  })

  it('keeps a party whose connection is lost while its audio flows, for 30 s', () => {
    liveness.flowLost()
    clock.advance(29_999)
    expect(diedAt).toBeUndefined()
    clock.advance(1)
    expect(diedAt).toBe(30_000)
  })

  it('keeps it for good once it is back', () => {
    liveness.flowLost()
    clock.advance(10_000)
    liveness.flowRestored()
    clock.advance(1_000_000)
    expect(diedAt).toBeUndefined()
  })

  it('counts the 30 s from the loss, however often the audio falters', () => {
    liveness.flowLost()
    for (let second = 0; second < 29; second += 1) {
      clock.advance(600)
      liveness.media('quiet')
      clock.advance(400)
      liveness.media('heard')
    }
    clock.advance(1000)
    expect(diedAt).toBe(30_000)
  })

  it('gives a silent party with a connection 15 s', () => {
    clock.advance(1000)
    liveness.media('quiet')
    clock.advance(13_999)
    expect(diedAt).toBeUndefined()
    clock.advance(1)
    expect(diedAt).toBe(15_000)
  })

  it('forgives silence that ends', () => {
    liveness.media('quiet')
    clock.advance(13_000)
    liveness.media('heard')
    clock.advance(100_000)
    expect(diedAt).toBeUndefined()
  })

  it('expects no audio from a party that holds us, and some afterwards', () => {
    liveness.held(true)
    liveness.media('quiet')
    clock.advance(600_000)
    expect(diedAt).toBeUndefined()
    liveness.held(false)
    clock.advance(14_000)
    expect(diedAt).toBe(614_000)
  })

  it('waits 5 s for the goodbye of a party that closed its media', () => {
    liveness.media('down')
    liveness.media('heard')
    clock.advance(5000)
    expect(diedAt).toBe(5000)
  })

  it('takes nobody for gone because we were held up ourselves', () => {
    liveness.media('quiet')
    clock.advance(1000)
    clock.holdUp(60_000)
    // Nobody could be heard, and what was said meanwhile is only read now.
    clock.advance(1000)
    liveness.media('heard')
    clock.advance(100_000)
    expect(diedAt).toBeUndefined()
  })

  it('misses those who stay away after we were held up', () => {
    liveness.media('quiet')
    clock.holdUp(60_000)
    clock.advance(13_999)
    expect(diedAt).toBeUndefined()
    clock.advance(1)
    expect(diedAt).toBe(74_000)
  })

  it('leaves who lost their connection time to come back, though we were held up as they went quiet', () => {
    liveness.flowLost()
    clock.holdUp(60_000)
    liveness.media('heard')
    liveness.media('quiet')
    clock.advance(599)
    expect(diedAt).toBeUndefined()
    liveness.media('heard')
    clock.advance(10_000)
    liveness.flowRestored()
    clock.advance(100_000)
    expect(diedAt).toBeUndefined()
  })

  it('says nothing once stopped', () => {
    liveness.media('quiet')
    liveness.stop()
    liveness.flowLost()
    clock.advance(100_000)
    expect(diedAt).toBeUndefined()
    expect(clock.pending).toBe(0)
  })
})
