import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Nonces } from './nonces.ts'

const LIFETIME_MS = 300_000

describe('Nonces', () => {
  it('knows its own nonces, and no others', () => {
    const clock = new ManualClock()
    const nonces = new Nonces(clock, LIFETIME_MS)
    const nonce = nonces.make()
    expect(nonces.isFresh(nonce)).toBe(true)
    expect(nonces.isFresh(`0${nonce}`)).toBe(false)
    expect(nonces.isFresh(nonce.slice(0, -1))).toBe(false)
    expect(nonces.isFresh('')).toBe(false)
    expect(new Nonces(clock, LIFETIME_MS).isFresh(nonce)).toBe(false)
  })

  it('lets a nonce grow old', () => {
    const clock = new ManualClock()
    const nonces = new Nonces(clock, LIFETIME_MS)
    const nonce = nonces.make()
    clock.advance(LIFETIME_MS)
    expect(nonces.isFresh(nonce)).toBe(true)
    clock.advance(1)
    expect(nonces.isFresh(nonce)).toBe(false)
  })

  it('takes each count once and in order', () => {
    const nonces = new Nonces(new ManualClock(), LIFETIME_MS)
    const nonce = nonces.make()
    expect([1, 2, 2, 1, 5, 4, 6].map((count) => nonces.take(nonce, count))).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it('remembers a count for as long as its nonce is fresh, and no longer', () => {
    const clock = new ManualClock()
    const nonces = new Nonces(clock, LIFETIME_MS)
    const nonce = nonces.make()
    expect(nonces.take(nonce, 1)).toBe(true)
    clock.advance(LIFETIME_MS)
    expect(nonces.take(nonce, 1)).toBe(false)
    clock.advance(3 * LIFETIME_MS)
    nonces.take(nonces.make(), 1)
    expect(nonces.size).toBe(1)
  })
})
