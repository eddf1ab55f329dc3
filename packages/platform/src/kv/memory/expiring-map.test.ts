import { expect, test } from 'vitest'
import { ExpiringMap } from './expiring-map.ts'

test('clears away what has run out, even if nobody asks for it again', () => {
  let now = 0
  const map = new ExpiringMap(() => now)
  for (let n = 0; n < 1_000; n++) map.set(`short ${n}`, { value: 'x', endsAtMs: 10 })
  map.set('long', { value: 'y', endsAtMs: 1_000_000 })
  now = 60_000
  map.set('last', { value: 'z', endsAtMs: 60_010 })
  expect(map.size).toBe(2)
  expect(map.get('long')?.value).toBe('y')
})

test('does not go through everything at every write', () => {
  let now = 0
  const map = new ExpiringMap(() => now)
  map.set('short', { value: 'x', endsAtMs: 10 })
  now = 20
  map.set('other', { value: 'y', endsAtMs: 100 })
  expect(map.get('short')).toBeUndefined()
  expect(map.size).toBe(2)
})
