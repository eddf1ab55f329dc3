import { randomBytes } from 'node:crypto'
import {
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { blobsConformance } from '../blobs.conformance.ts'
import type { Blobs } from '../blobs.ts'
import { chunkBytes, headBytes } from './chunk-cipher.ts'
import { openFileBlobs } from './open-file-blobs.ts'

const key = Buffer.alloc(32, 1)
const sealedChunk = chunkBytes + 16

blobsConformance('files', async () => openFileBlobs({ folder: await temporaryFolder(), key }))

/** A store with one blob of three chunks under `a`, and its file. */
async function storeWithBlob(content = randomBytes(150_000)) {
  const folder = await temporaryFolder()
  const blobs = await openFileBlobs({ folder, key })
  await blobs.put('a', content)
  return { blobs, content, folder, path: join(folder, 'a=') }
}

async function allKeys(blobs: Blobs): Promise<string[]> {
  const keys: string[] = []
  for await (const key of blobs.list('')) keys.push(key)
  return keys
}

async function changeFile(path: string, change: (bytes: Buffer) => Buffer | void): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(path, change(bytes) ?? bytes)
}

test('writes nothing readable, for nobody but its owner', async () => {
  const content = Buffer.from('confidential '.repeat(20_000))
  const { folder, path } = await storeWithBlob(content)
  expect((await readFile(path)).includes('confidential')).toBe(false)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, '==incoming'))).mode & 0o777).toBe(0o700)
})

test('never encrypts the same content to the same bytes', async () => {
  const { blobs, content, path } = await storeWithBlob()
  const before = await readFile(path)
  await blobs.put('a', content)
  const after = await readFile(path)
  expect(after.subarray(headBytes).equals(before.subarray(headBytes))).toBe(false)
})

test.each([
  ['inside its last chunk', 150_000],
  ['at the end of a chunk', headBytes + 2 * sealedChunk],
  ['after its first chunk', headBytes + sealedChunk],
  ['by its last byte', headBytes + 150_000 + 3 * 16 - 1],
  ['after its head', headBytes],
  ['inside its head', 20],
  ['to nothing', 0],
])('notices a file cut off %s before it gives out a byte', async (_, length) => {
  const { blobs, path } = await storeWithBlob()
  await truncate(path, length)
  await expect(blobs.get('a')).rejects.toMatchObject({ kind: 'corrupt' })
  await expect(blobs.get('a', { start: 0, end: 1 })).rejects.toMatchObject({ kind: 'corrupt' })
  await expect(blobs.stat('a')).rejects.toMatchObject({ kind: 'corrupt' })
})

test('notices bytes that were added', async () => {
  const { blobs, path } = await storeWithBlob()
  await changeFile(path, (bytes) => Buffer.concat([bytes, Buffer.alloc(16)]))
  await expect(blobs.get('a')).rejects.toMatchObject({ kind: 'corrupt' })
})

test('notices chunks that were swapped', async () => {
  const { blobs, path } = await storeWithBlob()
  await changeFile(path, (bytes) => {
    const [first, second] = [headBytes, headBytes + sealedChunk]
    const swapped = Buffer.from(bytes)
    bytes.copy(swapped, first, second, second + sealedChunk)
    bytes.copy(swapped, second, first, first + sealedChunk)
    return swapped
  })
  await expect(buffer(await blobs.get('a'))).rejects.toMatchObject({ kind: 'corrupt' })
})

test.each([
  ['its head', 10],
  ['its salt', 39],
  ['its last chunk', headBytes + 150_000 + 30],
])('notices a bit turned over in %s', async (_, at) => {
  const { blobs, path } = await storeWithBlob()
  await changeFile(path, (bytes) => void (bytes[at]! ^= 1))
  await expect(blobs.get('a')).rejects.toMatchObject({ kind: 'corrupt' })
})

test('gives out the parts that are sound, and fails at the one that is not', async () => {
  const { blobs, content, path } = await storeWithBlob()
  await changeFile(path, (bytes) => void (bytes[headBytes + sealedChunk + 5]! ^= 1))
  const sound = await buffer(await blobs.get('a', { start: 10, end: chunkBytes }))
  expect(sound.equals(content.subarray(10, chunkBytes))).toBe(true)
  const got: Buffer[] = []
  const reading = (async () => {
    for await (const piece of await blobs.get('a')) got.push(piece as Buffer)
  })()
  await expect(reading).rejects.toMatchObject({ kind: 'corrupt' })
  expect(Buffer.concat(got).equals(content.subarray(0, chunkBytes))).toBe(true)
})

test('does not take one blob’s file for another’s', async () => {
  const { blobs, folder, path } = await storeWithBlob()
  await rename(path, join(folder, 'b='))
  await expect(blobs.get('b')).rejects.toMatchObject({ kind: 'corrupt' })
})

test('says when a blob was encrypted with another key', async () => {
  const { folder } = await storeWithBlob()
  const other = await openFileBlobs({ folder, key: Buffer.alloc(32, 2) })
  await expect(other.get('a')).rejects.toThrow('another master key')
  await expect(openFileBlobs({ folder, key: Buffer.alloc(16) })).rejects.toThrow('32 bytes')
})

test('follows no link, neither to a file nor to a folder', async () => {
  const { blobs, folder, path } = await storeWithBlob()
  const outside = await temporaryFolder()
  await symlink(path, join(folder, 'link='))
  await symlink(outside, join(folder, 'door'))
  await expect(blobs.get('link')).rejects.toMatchObject({ kind: 'corrupt' })
  await expect(blobs.get('door/x')).rejects.toMatchObject({ kind: 'corrupt' })
  await expect(blobs.put('door/x', Buffer.from('x'))).rejects.toMatchObject({ kind: 'corrupt' })
  await expect(blobs.delete('door/x')).rejects.toMatchObject({ kind: 'corrupt' })
  expect(await readdir(outside)).toEqual([])
  expect(await allKeys(blobs)).toEqual(['a'])
})

test('puts a blob in place of a link without touching what it leads to', async () => {
  const { blobs, folder } = await storeWithBlob()
  const target = join(await temporaryFolder(), 'target')
  await writeFile(target, 'untouched')
  await symlink(target, join(folder, 'b='))
  await blobs.put('b', Buffer.from('mine'))
  expect(await readFile(target, 'utf8')).toBe('untouched')
  expect((await buffer(await blobs.get('b'))).toString()).toBe('mine')
})

test('may itself be reached by a link', async () => {
  const { folder, content } = await storeWithBlob()
  const link = join(await temporaryFolder(), 'link')
  await symlink(folder, link)
  const blobs = await openFileBlobs({ folder: link, key })
  expect((await buffer(await blobs.get('a'))).equals(content)).toBe(true)
})

test('clears away what a killed process left half written, and not what is being written', async () => {
  const { folder } = await storeWithBlob()
  const [old, recent] = [join(folder, '==incoming/old'), join(folder, '==incoming/recent')]
  await writeFile(old, 'half')
  await writeFile(recent, 'half')
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400
  await utimes(old, twoDaysAgo, twoDaysAgo)
  await openFileBlobs({ folder, key })
  expect(await readdir(join(folder, '==incoming'))).toEqual(['recent'])
})

test('passes over files that are none of ours', async () => {
  const { blobs, folder } = await storeWithBlob()
  await mkdir(join(folder, 'lost+found'))
  await writeFile(join(folder, '.DS_Store'), 'x')
  await writeFile(join(folder, 'B='), 'x')
  expect(await allKeys(blobs)).toEqual(['a'])
})

test('says so when the disk refuses', async () => {
  const { blobs, folder, path } = await storeWithBlob()
  // A folder where the blob's file should be: the rename cannot succeed.
  await mkdir(join(folder, 'b=', 'x'), { recursive: true })
  await expect(blobs.put('b', Buffer.from('x'))).rejects.toMatchObject({ kind: 'unavailable' })
  expect(await readdir(join(folder, '==incoming'))).toEqual([])
  expect(await readdir(dirname(path))).toContain('a=')
})

test('closes every file it opens', async () => {
  const { blobs } = await storeWithBlob()
  const openFiles = async () => {
    const names = await readdir('/proc/self/fd').catch(() => [])
    return names.length
  }
  const before = await openFiles()
  for (let round = 0; round < 20; round++) {
    await buffer(await blobs.get('a'))
    await blobs.stat('a')
    await expect(blobs.get('a', { start: -1 })).rejects.toBeInstanceOf(RangeError)
    const unread = await blobs.get('a')
    await new Promise((resolve) => unread.once('close', resolve).destroy())
  }
  expect(await openFiles()).toBeLessThan(before + 10)
})
