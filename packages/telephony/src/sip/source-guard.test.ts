import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { silentLog } from './log.ts'
import { SourceGuard } from './source-guard.ts'

const THEM = '198.51.100.7'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe('SourceGuard', () => {
  let clock: ManualClock
  let guard: SourceGuard
  let welcome: { carrier?: string; inCall?: string }

  beforeEach(() => {
    clock = new ManualClock()
    welcome = {}
    guard = new SourceGuard({
      clock,
      log: silentLog,
      isCarrier: (address) => address === welcome.carrier,
      isInCall: (address) => address === welcome.inCall,
    })
  })

  const strikeOut = (address = THEM) => guard.strike(address, 31)
  /** How long the next ban lasts, in minutes. */
  function banMinutes(): number {
    strikeOut()
    let minutes = 0
    while (guard.isBanned(THEM)) {
      clock.advance(MINUTE_MS)
      minutes += 1
    }
    return minutes
  }

  it('shuts an address out after so many misdeeds, and no other', () => {
    for (let misdeed = 0; misdeed < 30; misdeed += 1) guard.strike(THEM, 1)
    expect(guard.isBanned(THEM)).toBe(false)
    guard.strike(THEM, 1)
    expect(guard.isBanned(THEM)).toBe(true)
    expect(guard.isBanned('198.51.100.8')).toBe(false)
  })

  it('forgives what happens now and then', () => {
    for (let misdeed = 0; misdeed < 500; misdeed += 1) {
      guard.strike(THEM, 1)
      clock.advance(15_000)
    }
    expect(guard.isBanned(THEM)).toBe(false)
  })

  it('shuts out for twice as long each time, a day at most', () => {
    expect([banMinutes(), banMinutes(), banMinutes(), banMinutes()]).toEqual([1, 2, 4, 8])
    for (let time = 0; time < 10; time += 1) banMinutes()
    expect(banMinutes()).toBe(24 * 60)
  })

  it('begins afresh with those who kept quiet for a day', () => {
    expect([banMinutes(), banMinutes()]).toEqual([1, 2])
    clock.advance(DAY_MS + 1)
    expect(banMinutes()).toBe(1)
  })

  it('shuts out nobody who is in a call, no carrier, nor what stands on this machine', () => {
    welcome = { carrier: '198.51.100.8', inCall: '198.51.100.9' }
    const addresses = ['198.51.100.8', '198.51.100.9', '127.0.0.1', '::1']
    for (const address of addresses) strikeOut(address)
    expect(addresses.filter((address) => guard.isBanned(address))).toEqual([])
  })

  it('lets one address call so often, and carriers as they like', () => {
    const calls = (address: string) =>
      Array.from({ length: 1000 }, () => guard.mayCall(address)).filter(Boolean).length
    welcome = { carrier: '198.51.100.8', inCall: THEM }
    expect(calls(THEM)).toBe(500)
    expect(calls('198.51.100.8')).toBe(1000)
    expect(calls('127.0.0.1')).toBe(1000)
    clock.advance(1000)
    expect(calls(THEM)).toBe(100)
  })

  it('remembers so many addresses and no more', () => {
    for (let host = 0; host < 25_000; host += 1) {
      strikeOut(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`)
    }
    expect(guard.size).toBeLessThanOrEqual(20_000)
    expect(guard.isBanned('10.0.97.167')).toBe(true)
  })
})
