import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileCache } from './file-cache.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const name = (text: string) => `${createHash('sha256').update(text).digest('hex')}.wav`
const bytes = (count: number) => new Uint8Array(count).fill(7)

async function present(folder: string, texts: string[]): Promise<string[]> {
  const names = new Set(await readdir(folder))
  return texts.filter((text) => names.has(name(text)))
}

describe('FileCache', () => {
  it('finds what was added, also after it was opened anew', async () => {
    const folder = join(await temporaryFolder(), 'made/when/missing')
    const cache = await FileCache.open(folder, 1000)
    expect(await cache.find(name('a'))).toBeUndefined()
    const path = await cache.add(name('a'), bytes(10))
    expect(await readFile(path)).toEqual(Buffer.from(bytes(10)))
    const again = await FileCache.open(folder, 1000)
    expect(await again.find(name('a'))).toBe(path)
  })

  it('lets the owner alone read', async () => {
    const folder = join(await temporaryFolder(), 'speech')
    const cache = await FileCache.open(folder, 1000)
    const path = await cache.add(name('a'), bytes(10))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('drops what was not used longest when it holds too much', async () => {
    const folder = await temporaryFolder()
    const cache = await FileCache.open(folder, 30)
    for (const text of ['a', 'b', 'c']) await cache.add(name(text), bytes(10))
    await cache.find(name('a'))
    await cache.add(name('d'), bytes(10))
    expect(await present(folder, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd'])
    await cache.add(name('e'), bytes(25))
    expect(await present(folder, ['a', 'c', 'd', 'e'])).toEqual(['e'])
  })

  it('keeps the newest, however large', async () => {
    const folder = await temporaryFolder()
    const cache = await FileCache.open(folder, 30)
    await cache.add(name('small'), bytes(10))
    await cache.add(name('large'), bytes(100))
    expect(await present(folder, ['small', 'large'])).toEqual(['large'])
  })

  it('remembers over runs what was used last', async () => {
    const folder = await temporaryFolder()
    const before = await FileCache.open(folder, 1000)
    for (const [index, text] of ['a', 'b', 'c'].entries()) {
      const path = await before.add(name(text), bytes(10))
      await utimes(path, 1000 + index, 1000 + index)
    }
    await before.find(name('a'))
    await FileCache.open(folder, 20)
    expect(await present(folder, ['a', 'b', 'c'])).toEqual(['a', 'c'])
  })

  it('clears away what a crash left half written, and leaves alone what is not its own', async () => {
    const folder = await temporaryFolder()
    const [abandoned, inHand] = [`${name('a')}.1.unfinished`, `${name('b')}.2.unfinished`]
    for (const file of [abandoned, inHand, 'manifest.json']) await writeFile(join(folder, file), '')
    await utimes(join(folder, abandoned), 1000, 1000)
    await FileCache.open(folder, 0)
    expect((await readdir(folder)).sort()).toEqual([inHand, 'manifest.json'])
  })

  it('leaves nothing behind when a file cannot be written', async () => {
    const folder = await temporaryFolder()
    const cache = await FileCache.open(folder, 1000)
    await writeFile(join(folder, 'a file'), '')
    await expect(cache.add('a file/in the way', bytes(10))).rejects.toThrow('ENOTDIR')
    expect(await readdir(folder)).toEqual(['a file'])
  })

  it('notices that somebody else deleted a file, or wrote one', async () => {
    const folder = await temporaryFolder()
    const [ours, theirs] = [await FileCache.open(folder, 1000), await FileCache.open(folder, 1000)]
    const path = await theirs.add(name('a'), bytes(10))
    expect(await ours.find(name('a'))).toBe(path)
    await rm(path)
    expect(await ours.find(name('a'))).toBeUndefined()
  })
})
