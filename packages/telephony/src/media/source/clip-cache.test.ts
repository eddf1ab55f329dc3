import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeG711, encodeG711, tone, toneLevel, wavFile } from '../../testing/audio.ts'
import { ClipCache } from './clip-cache.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iris-clips-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe('ClipCache', () => {
  it.each([
    ['pcm16', 'PCMU'],
    ['pcm16', 'PCMA'],
    ['PCMU', 'PCMU'],
    ['PCMU', 'PCMA'],
    ['PCMA', 'PCMU'],
    ['PCMA', 'PCMA'],
  ] as const)('gives a file of %s as %s', async (format, law) => {
    const path = await file('a.wav', wavFile(tone(440, 15_000), format))
    const codes = await new ClipCache(1e6).load(path, law)
    expect(codes).toHaveLength(120_000)
    expect(toneLevel(decodeG711(codes.subarray(-1600), law), 440)).toBeCloseTo(8000, -3)
  })

  it('gives the same codes again without reading twice, also to those who ask at once', async () => {
    const path = await file('a.wav', wavFile(tone(440, 100), 'PCMU'))
    const cache = new ClipCache(1e6)
    const [one, other] = await Promise.all([cache.load(path, 'PCMU'), cache.load(path, 'PCMU')])
    expect(other).toBe(one)
    expect(await cache.load(path, 'PCMU')).toBe(one)
    expect(cache.bytes).toBe(800)
  })

  it('reads a file again that has changed', async () => {
    const path = await file('a.wav', wavFile(tone(440, 100), 'PCMU'))
    const cache = new ClipCache(1e6)
    await cache.load(path, 'PCMU')
    const other = tone(800, 100)
    await writeFile(path, wavFile(other, 'PCMU'))
    await utimes(path, 1, 1)
    expect(await cache.load(path, 'PCMU')).toEqual(encodeG711(other, 'PCMU'))
    expect(cache.bytes).toBe(800)
  })

  it('keeps to its bound, dropping what was played longest ago', async () => {
    const paths = await Promise.all(
      ['a', 'b', 'c'].map((name) => file(name, wavFile(tone(440, 100), 'PCMU'))),
    )
    const [a, b, c] = paths as [string, string, string]
    const cache = new ClipCache(1700)
    const first = await cache.load(a, 'PCMU')
    const second = await cache.load(b, 'PCMU')
    await cache.load(a, 'PCMU')
    await cache.load(c, 'PCMU')
    expect(cache.bytes).toBe(1600)
    expect(await cache.load(a, 'PCMU')).toBe(first)
    expect(await cache.load(b, 'PCMU')).not.toBe(second)
  })

  it('plays a file that is larger than its bound without keeping it', async () => {
    const path = await file('a.wav', wavFile(tone(440, 100), 'PCMU'))
    const cache = new ClipCache(100)
    expect(await cache.load(path, 'PCMU')).toHaveLength(800)
    expect(cache.bytes).toBe(0)
  })

  it.each([
    ['a missing file', async () => join(folder, 'none.wav'), 'no such file'],
    ['a folder', async () => folder, 'no file'],
    ['junk', async () => await file('junk.wav', Buffer.from('hello')), 'no WAV'],
    ['an empty file', async () => await file('empty.wav', Buffer.alloc(0)), 'no WAV'],
  ])('rejects %s as a bad source', async (_, make, reason) => {
    await expect(new ClipCache(100).load(await make(), 'PCMU')).rejects.toMatchObject({
      kind: 'bad-source',
      message: expect.stringContaining(reason),
    })
  })
})
