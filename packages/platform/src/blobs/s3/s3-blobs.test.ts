import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openS3Server, s3Account, type S3Server } from '../../testing/s3-server.ts'
import { blobsConformance } from '../blobs.conformance.ts'
import { openS3Blobs, type S3BlobsOptions } from './open-s3-blobs.ts'

const key = Buffer.alloc(32, 1)
let server: S3Server

beforeEach(async () => {
  server = await openS3Server()
  onTestFinished(() => server.close())
})

const open = (options: Partial<S3BlobsOptions> = {}) =>
  openS3Blobs({ ...s3Account, endpoint: server.endpoint, key, ...options })

blobsConformance('S3', async () => open())

describe('a bucket', () => {
  test('is used beside a server that has put a class of its own in place of Response', async () => {
    const own = globalThis.Response
    onTestFinished(() => {
      globalThis.Response = own
    })
    globalThis.Response = class extends own {}
    await open().put('a', randomBytes(10))
    expect((await open().stat('a'))?.size).toBe(10)
  })

  test('holds nothing in the clear, and nothing that opens under another key or name', async () => {
    const secret = Buffer.alloc(100_000, 'a secret ')
    await open().put('a', secret)
    const stored = server.objects.get('a')
    expect(stored?.bytes.includes('a secret')).toBe(false)
    await expect(open({ key: Buffer.alloc(32, 2) }).get('a')).rejects.toMatchObject({
      kind: 'corrupt',
    })
    if (stored) server.objects.set('b', stored)
    await expect(buffer(await open().get('b'))).rejects.toMatchObject({ kind: 'corrupt' })
  })

  test('takes a large blob in parts', async () => {
    const content = randomBytes(20 * 1024 * 1024)
    await open().put('large', content)
    expect((await buffer(await open().get('large'))).equals(content)).toBe(true)
    const part = await buffer(await open().get('large', { start: 10_000_000, end: 10_000_100 }))
    expect(part.equals(content.subarray(10_000_000, 10_000_100))).toBe(true)
  })

  test('that fails for a moment is asked again', async () => {
    server.fail(503, 2)
    await open().put('a', Buffer.from('x'))
    expect((await buffer(await open().get('a'))).toString()).toBe('x')
  })

  test('that goes on failing, or refuses us, is unavailable', async () => {
    server.fail(503, 3)
    await expect(open().stat('a')).rejects.toMatchObject({ kind: 'unavailable' })
    const wrong = open({ secretAccessKey: 'wrong' })
    await expect(wrong.stat('a')).rejects.toThrow('SignatureDoesNotMatch')
  })

  test('that stops in the middle of a blob is waited for no longer, and nothing half is given', async () => {
    const blobs = open({ timeoutMs: 100 })
    await blobs.put('a', randomBytes(200_000))
    server.stallAfter(100_000)
    const reading = buffer(await blobs.get('a'))
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('that does not answer is waited for no longer than was said', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => {
      silent.closeAllConnections()
      silent.close()
    })
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const asked = open({ endpoint, timeoutMs: 50 }).stat('a')
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
