import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { release, roomIn, take, unused, type Use } from './limits.ts'

const grants = fc.record({
  channels: fc.integer({ min: 1, max: 8 }),
  callsPerSecond: fc.integer({ min: 1, max: 8 }),
})
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('call' as const), afterMs: fc.integer({ min: 0, max: 700 }) }),
    fc.record({ kind: fc.constant('end' as const), afterMs: fc.integer({ min: 0, max: 700 }) }),
  ),
  { maxLength: 120 },
)

it('never has more calls up than granted, nor more beginnings in any second', () => {
  fc.assert(
    fc.property(grants, steps, (grant, course) => {
      let use: Use = unused
      let nowMs = 0
      let open = 0
      const begun: number[] = []
      for (const { kind, afterMs } of course) {
        nowMs += afterMs
        if (kind === 'end') {
          if (open > 0) open -= 1
          use = release(use)
          continue
        }
        const next = take(use, grant, nowMs)
        if (!next) continue
        use = next
        open += 1
        begun.push(nowMs)
        expect(open).toBeLessThanOrEqual(grant.channels)
        const inWindow = begun.filter((at) => at > nowMs - 1000)
        expect(inWindow.length).toBeLessThanOrEqual(grant.callsPerSecond)
      }
    }),
  )
})

it('gives all that is granted, and says what is used up', () => {
  const grant = { channels: 3, callsPerSecond: 2 }
  const two = take(take(unused, grant, 0) ?? unused, grant, 1) ?? unused
  expect(roomIn(two, grant, 999)).toBe('rate-used')
  expect(roomIn(two, grant, 1000)).toBe('free')
  const three = take(two, grant, 1000) ?? unused
  expect(three.open).toBe(3)
  expect(roomIn(three, grant, 5000)).toBe('channels-used')
  expect(roomIn(release(three), grant, 5000)).toBe('free')
})

it('keeps no more beginnings than can count', () => {
  const grant = { channels: 1, callsPerSecond: 5 }
  let use: Use = unused
  for (let atMs = 0; atMs < 100_000; atMs += 250) use = release(take(use, grant, atMs) ?? use)
  expect(use.begun.length).toBeLessThanOrEqual(5)
})
