import { expect, test } from 'vitest'
import { kvConformance } from '../kv.conformance.ts'
import { openMemoryKv } from './open-memory-kv.ts'

function clock() {
  let now = 0
  return { nowMs: () => now, advance: (ms: number) => Promise.resolve(void (now += ms)) }
}

kvConformance('memory', () => {
  const { advance, nowMs } = clock()
  return Promise.resolve({ kv: openMemoryKv({ nowMs }), advance })
})

test('runs on the process’s own clock when it is given none', async () => {
  const kv = openMemoryKv()
  await kv.set('door', 'open', { ttlMs: 60_000 })
  expect(await kv.get('door')).toBe('open')
  await kv.close()
})
