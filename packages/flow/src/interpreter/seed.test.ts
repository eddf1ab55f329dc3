import { expect, it } from 'vitest'
import { seedOfCall } from './seed.ts'

it('a call is dealt by the digits of its id that are drawn, and nothing else by none', () => {
  expect(seedOfCall('0198f0c2-7d1e-7000-8000-0000deadbeef')).toBe(0xdeadbeef)
  expect(seedOfCall('0198f0c2-7d1e-7000-8000-0000ffffffff')).toBe(2 ** 32 - 1)
  expect(seedOfCall('')).toBe(0)
})
