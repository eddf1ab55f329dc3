import { BlobError, type Blobs } from '@iris/platform'
import type { RecordingSource } from '@iris/telephony'
import type { Readable } from 'node:stream'

/** A stream of a blob, and where in the blob its next byte is. */
interface Cursor {
  readonly stream: Readable
  readonly pieces: AsyncIterator<unknown>
  /** What came and was not taken yet. */
  held: Buffer
  at: number
}

/**
 * A recording's file in the blob store. As long as it is read in order, one request brings all of it, as fast as somebody
 * takes it. A store that breaks off, as one may that waited long for a slow listener, is asked once more for the rest.
 * @throws BlobError `not-found`
 */
export async function openBlobSource(blobs: Blobs, key: string): Promise<RecordingSource> {
  const info = await blobs.stat(key)
  if (!info) throw new BlobError('not-found', `There is no blob ${key}.`)
  const { size } = info
  let cursor: Cursor | undefined

  async function readOnce(at: number, bytes: number): Promise<Buffer> {
    if (cursor?.at !== at) {
      cursor?.stream.destroy()
      cursor = await openCursor(blobs, key, at)
    }
    return take(cursor, bytes)
  }

  function drop(): void {
    cursor?.stream.destroy()
    cursor = undefined
  }

  return {
    size,
    async read(at, bytes) {
      const wanted = Math.max(0, Math.min(bytes, size - at))
      if (wanted === 0) return Buffer.alloc(0)
      try {
        return await readOnce(at, wanted)
      } catch (error) {
        drop()
        if (!(error instanceof BlobError && error.kind === 'unavailable')) throw error
        return readOnce(at, wanted)
      }
    },
    close: async () => drop(),
  }
}

async function openCursor(blobs: Blobs, key: string, at: number): Promise<Cursor> {
  const stream = await blobs.get(key, { start: at })
  // What breaks while nobody reads is told to whoever reads next.
  stream.on('error', () => undefined)
  return { stream, pieces: stream[Symbol.asyncIterator](), held: Buffer.alloc(0), at }
}

/** Takes the next bytes, exactly so many. @throws what the stream broke with, or `unavailable` where it ends before */
async function take(cursor: Cursor, bytes: number): Promise<Buffer> {
  const pieces = [cursor.held]
  for (let held = cursor.held.length; held < bytes;) {
    const next: IteratorResult<unknown> = await cursor.pieces.next()
    if (!(next.value instanceof Uint8Array)) {
      throw new BlobError('unavailable', 'A recording broke off while it was read.')
    }
    pieces.push(Buffer.from(next.value))
    held += next.value.length
  }
  const all = Buffer.concat(pieces)
  cursor.held = all.subarray(bytes)
  cursor.at += bytes
  return all.subarray(0, bytes)
}
