import * as fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { BlobRange, Blobs } from './blobs.ts'

/** Sizes at which a driver that works in chunks could go wrong. */
const sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]

/** What every driver of the blob port must do. `open` gives an empty store. */
export function blobsConformance(name: string, open: () => Promise<Blobs>): void {
  describe(`on ${name}`, () => {
    let blobs: Blobs

    beforeEach(async () => {
      blobs = await open()
      onTestFinished(() => blobs.close())
    })

    const read = async (key: string, range?: BlobRange) => buffer(await blobs.get(key, range))
    const put = (key: string, text: string) => blobs.put(key, Buffer.from(text))
    const list = (prefix: string) => collect(blobs.list(prefix))

    test.each(sizes)('gives back a blob of %i bytes as it was put', async (size) => {
      const content = randomBytes(size)
      await blobs.put('whole', content)
      await blobs.put('streamed', Readable.from(pieces(content, 10_000)))
      expect((await read('whole')).equals(content)).toBe(true)
      expect((await read('streamed')).equals(content)).toBe(true)
      expect(await blobs.stat('streamed')).toMatchObject({ key: 'streamed', size })
    })

    test('gives back any part of a blob', async () => {
      const content = randomBytes(200_000)
      await blobs.put('a', content)
      const offset = fc.integer({ min: 0, max: 210_000 })
      const property = fc.asyncProperty(offset, offset, async (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)]
        const part = await read('a', { start, end })
        expect(part.equals(content.subarray(start, end))).toBe(true)
      })
      await fc.assert(property, {
        numRuns: 40,
        examples: [
          [65_536, 65_536],
          [65_535, 65_537],
          [131_072, 200_000],
          [200_000, 200_000],
        ],
      })
      expect((await read('a', { start: 199_990 })).equals(content.subarray(199_990))).toBe(true)
    })

    test.each([
      { start: -1 },
      { start: 0.5 },
      { start: 2, end: 1 },
      { start: Number.NaN },
      { start: 0, end: Number.POSITIVE_INFINITY },
    ])('refuses the range %o', async (range) => {
      await put('a', 'abc')
      await expect(blobs.get('a', range)).rejects.toBeInstanceOf(RangeError)
    })

    test('tells size and time of what is there, and nothing of what is not', async () => {
      const before = Date.now()
      const made = await put('a', 'hällo')
      expect(made).toEqual({ key: 'a', size: 6, modifiedAt: expect.any(Date) })
      expect(await blobs.stat('a')).toEqual(made)
      expect(Math.abs(made.modifiedAt.getTime() - before)).toBeLessThan(60_000)
      expect(await blobs.stat('b')).toBeUndefined()
      expect(await blobs.stat('a/b')).toBeUndefined()
    })

    test('says that a blob is not there', async () => {
      await expect(blobs.get('a')).rejects.toMatchObject({ kind: 'not-found' })
      await expect(blobs.get('no/such/folder')).rejects.toMatchObject({ kind: 'not-found' })
    })

    test('replaces a blob at once, and lets who reads the old one read on', async () => {
      const [old, fresh] = [randomBytes(300_000), randomBytes(100_000)]
      await blobs.put('a', old)
      const reading = await blobs.get('a')
      await blobs.put('a', fresh)
      expect((await buffer(reading)).equals(old)).toBe(true)
      expect((await read('a')).equals(fresh)).toBe(true)
      expect(await blobs.stat('a')).toMatchObject({ size: 100_000 })
    })

    test('keeps one blob whole of many that are put at once', async () => {
      const contents = Array.from({ length: 8 }, (_, n) => Buffer.alloc(150_000, n))
      await Promise.all(contents.map((content) => blobs.put('a', content)))
      const kept = await read('a')
      expect(contents.some((content) => content.equals(kept))).toBe(true)
    })

    test('keeps the old blob when the new one’s content fails, and tells its error', async () => {
      await put('a', 'old')
      async function* broken() {
        yield randomBytes(100_000)
        throw new Error('the line went dead')
      }
      await expect(blobs.put('a', Readable.from(broken()))).rejects.toThrow('the line went dead')
      await expect(blobs.put('b', Readable.from(broken()))).rejects.toThrow('the line went dead')
      expect((await read('a')).toString()).toBe('old')
      expect(await list('')).toEqual(['a'])
    })

    test('deletes a blob, and what is not there without complaint', async () => {
      await put('a/b', 'x')
      await put('a/c', 'y')
      await blobs.delete('a/b')
      await blobs.delete('a/b')
      await blobs.delete('no/such/folder')
      expect(await blobs.stat('a/b')).toBeUndefined()
      expect(await list('')).toEqual(['a/c'])
      await put('a/b', 'again')
      expect((await read('a/b')).toString()).toBe('again')
    })

    test('tells keys apart by every character, capitals included', async () => {
      const keys = ['a', 'A', 'a/b', 'a/B', 'a.b', '.a', 'a-', 'a_', 'AA', 'aA', 'a/b/c']
      for (const key of keys) await put(key, key)
      for (const key of keys) expect((await read(key)).toString()).toBe(key)
      expect(await list('')).toEqual(keys.toSorted())
    })

    test('lists the keys with a prefix in order', async () => {
      const part = fc.stringMatching(/^[abAB.\-_1]{1,3}$/).filter((text) => !/^\.\.?$/.test(text))
      const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
      const keys = [...new Set(fc.sample(key, 60))]
      await Promise.all(keys.map((key) => put(key, 'x')))
      const prefixes = ['', 'a', 'a/', 'A', 'b.', 'x', ...keys.slice(0, 10)]
      for (const prefix of prefixes) {
        const expected = keys.filter((key) => key.startsWith(prefix)).toSorted()
        expect(await list(prefix)).toEqual(expected)
      }
    })

    test.each(['../', 'a/../', '/', '//', 'é/', './', '\0/'])(
      'finds nothing below a prefix no key can have: %j',
      async (prefix) => {
        await put('a/b', 'x')
        expect(await list(prefix)).toEqual([])
      },
    )

    test.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      'a/..',
      'a\\b',
      'a b',
      'é',
      'a\0',
      'a\n',
      'a=',
      '~a',
      'x'.repeat(101),
      'x/'.repeat(250) + 'x',
    ])('refuses the key %j', async (key) => {
      const attempts = [put(key, 'x'), blobs.get(key), blobs.stat(key), blobs.delete(key)]
      for (const attempt of attempts) {
        await expect(attempt).rejects.toMatchObject({ kind: 'bad-key' })
      }
    })

    test('takes the longest key there is', async () => {
      const key = Array.from({ length: 5 }, () => 'X'.repeat(99)).join('/')
      await put(key, 'x')
      expect(await list('X')).toEqual([key])
    })

    test('lets a stream be dropped before its end, or before its beginning', async () => {
      await blobs.put('a', randomBytes(300_000))
      const unread = await blobs.get('a')
      unread.destroy()
      for await (const piece of await blobs.get('a')) {
        expect(piece).toBeInstanceOf(Buffer)
        break
      }
      await blobs.delete('a')
      expect(await list('')).toEqual([])
    })

    test('refuses everything once it is closed', async () => {
      await put('a', 'x')
      await blobs.close()
      await expect(put('a', 'y')).rejects.toMatchObject({ kind: 'unavailable' })
      await expect(blobs.get('a')).rejects.toMatchObject({ kind: 'unavailable' })
      await expect(list('')).rejects.toMatchObject({ kind: 'unavailable' })
    })
  })
}

async function collect(keys: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = []
  for await (const key of keys) list.push(key)
  return list
}

function* pieces(content: Buffer, bytes: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes)
}
