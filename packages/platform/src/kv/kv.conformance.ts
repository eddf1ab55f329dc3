import * as fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Kv } from './kv.ts'

/** A store to test, with a way to let time pass: a driver with a clock of its own waits. */
export interface KvUnderTest {
  readonly kv: Kv
  advance(ms: number): Promise<void>
}

/** What every driver of the key-value port must do. `open` gives an empty store. */
export function kvConformance(name: string, open: () => Promise<KvUnderTest>): void {
  describe(`on ${name}`, () => {
    let kv: Kv
    let advance: KvUnderTest['advance']

    beforeEach(async () => {
      const opened = await open()
      kv = opened.kv
      advance = (ms) => opened.advance(ms)
      onTestFinished(() => kv.close())
    })

    describe('a value', () => {
      test('is found until its time is over', async () => {
        await kv.set('door', 'open', { ttlMs: 100 })
        await advance(50)
        expect(await kv.get('door')).toBe('open')
        await advance(60)
        expect(await kv.get('door')).toBeUndefined()
      })

      test('is replaced together with its time', async () => {
        await kv.set('door', 'open', { ttlMs: 50 })
        await kv.set('door', 'shut', { ttlMs: 200 })
        await advance(100)
        expect(await kv.get('door')).toBe('shut')
      })

      test('is gone when it is deleted; deleting what is not there is no error', async () => {
        await kv.set('door', 'open', { ttlMs: 1_000 })
        await kv.delete('door')
        await kv.delete('door')
        expect(await kv.get('door')).toBeUndefined()
      })

      test('comes back as it was, whatever text it and its key are', async () => {
        const text = fc.string({ unit: 'grapheme', maxLength: 40 })
        const key = text.filter((key) => key !== '')
        const property = fc.asyncProperty(key, text, async (key, value) => {
          await kv.set(key, value, { ttlMs: 60_000 })
          expect(await kv.get(key)).toBe(value)
        })
        await fc.assert(property, { numRuns: 50 })
      })

      test('may be as large as the bounds say, and no larger', async () => {
        const [key, value] = ['k'.repeat(200), 'v'.repeat(65_536)]
        await kv.set(key, value, { ttlMs: 1_000 })
        expect(await kv.get(key)).toBe(value)
        const beyond = [
          kv.set(`${key}k`, 'v', { ttlMs: 1_000 }),
          kv.set('', 'v', { ttlMs: 1_000 }),
          kv.set('k', `${value}v`, { ttlMs: 1_000 }),
          kv.set('k', 'é'.repeat(32_769), { ttlMs: 1_000 }),
          kv.get(''),
        ]
        for (const attempt of beyond)
          await expect(attempt).rejects.toMatchObject({ kind: 'invalid' })
      })

      test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
        'is not kept for a time of %d',
        async (ttlMs) => {
          await expect(kv.set('k', 'v', { ttlMs })).rejects.toMatchObject({ kind: 'invalid' })
          await expect(kv.increment('k', ttlMs)).rejects.toMatchObject({ kind: 'invalid' })
          await expect(kv.acquire('k', 'me', ttlMs)).rejects.toMatchObject({ kind: 'invalid' })
        },
      )
    })

    describe('a count', () => {
      test('starts at one, and tells when its window ends', async () => {
        expect(await kv.increment('tries', 1_000)).toEqual({ count: 1, resetsInMs: 1_000 })
        await advance(400)
        const { count, resetsInMs } = await kv.increment('tries', 1_000)
        expect(count).toBe(2)
        expect(resetsInMs).toBeGreaterThan(0)
        expect(resetsInMs).toBeLessThanOrEqual(600)
      })

      test('starts again when its window, which counting does not lengthen, is over', async () => {
        await kv.increment('tries', 100)
        await advance(60)
        await kv.increment('tries', 100)
        await advance(60)
        expect(await kv.increment('tries', 100)).toMatchObject({ count: 1 })
      })

      test('is never lost among many who count at once', async () => {
        const counts = await Promise.all(
          Array.from({ length: 50 }, () => kv.increment('tries', 60_000)),
        )
        const sorted = counts.map(({ count }) => count).toSorted((a, b) => a - b)
        expect(sorted).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
      })

      test('is read as its digits, deleted like a value, and not made of one', async () => {
        await kv.increment('tries', 1_000)
        await kv.increment('tries', 1_000)
        expect(await kv.get('tries')).toBe('2')
        await kv.delete('tries')
        expect(await kv.increment('tries', 1_000)).toMatchObject({ count: 1 })
        await kv.set('door', 'open', { ttlMs: 1_000 })
        await expect(kv.increment('door', 1_000)).rejects.toMatchObject({ kind: 'invalid' })
      })
    })

    describe('a lease', () => {
      test('is one owner’s at a time', async () => {
        expect(await kv.acquire('queue', 'ann', 1_000)).toBe(true)
        expect(await kv.acquire('queue', 'bob', 1_000)).toBe(false)
        expect(await kv.acquire('other', 'bob', 1_000)).toBe(true)
      })

      test('is free again when its time is over', async () => {
        await kv.acquire('queue', 'ann', 100)
        await advance(110)
        expect(await kv.acquire('queue', 'bob', 100)).toBe(true)
      })

      test('is kept by taking it again', async () => {
        await kv.acquire('queue', 'ann', 100)
        await advance(60)
        expect(await kv.acquire('queue', 'ann', 100)).toBe(true)
        await advance(60)
        expect(await kv.acquire('queue', 'bob', 100)).toBe(false)
      })

      test('is given up by its owner only', async () => {
        await kv.acquire('queue', 'ann', 1_000)
        await kv.release('queue', 'bob')
        expect(await kv.acquire('queue', 'bob', 1_000)).toBe(false)
        await kv.release('queue', 'ann')
        expect(await kv.acquire('queue', 'bob', 1_000)).toBe(true)
      })

      test('that was lost is not taken from its new owner by the old one’s release', async () => {
        await kv.acquire('queue', 'ann', 50)
        await advance(60)
        await kv.acquire('queue', 'bob', 1_000)
        await kv.release('queue', 'ann')
        expect(await kv.acquire('queue', 'ann', 1_000)).toBe(false)
      })

      test('goes to one of many who ask at once', async () => {
        const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`)
        const taken = await Promise.all(owners.map((owner) => kv.acquire('queue', owner, 60_000)))
        expect(taken.filter(Boolean)).toHaveLength(1)
      })

      test('is no value: neither sees the other', async () => {
        await kv.acquire('queue', 'ann', 1_000)
        expect(await kv.get('queue')).toBeUndefined()
        await kv.set('queue', 'full', { ttlMs: 1_000 })
        await kv.delete('queue')
        expect(await kv.acquire('queue', 'bob', 1_000)).toBe(false)
      })
    })

    test('refuses everything once it is closed, and closes twice', async () => {
      await kv.close()
      await kv.close()
      await expect(kv.get('door')).rejects.toMatchObject({ kind: 'unavailable' })
      await expect(kv.acquire('queue', 'ann', 10)).rejects.toMatchObject({ kind: 'unavailable' })
    })
  })
}
