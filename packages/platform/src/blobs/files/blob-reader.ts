import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { BlobError, withinBlob, type BlobInfo, type BlobRange } from '../blobs.ts'
import {
  chunkBytes,
  ChunkCipher,
  chunkPlace,
  headBytes,
  layoutOf,
  type Layout,
} from './chunk-cipher.ts'

/** An open blob, found to be whole: its head is right and its last chunk is the last one. */
export interface OpenBlob {
  readonly info: BlobInfo
  /** A stream of the range's bytes, which closes the file at its end. */
  stream(range: BlobRange | undefined): Readable
  close(): Promise<void>
}

/**
 * Opens a blob's file; `undefined` where there is none.
 * @throws BlobError `corrupt`
 */
export async function openBlob(
  path: string,
  key: string,
  storeKey: Uint8Array,
): Promise<OpenBlob | undefined> {
  const file = await openFile(path)
  if (!file) return undefined
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new BlobError('corrupt', `${path} is no file.`)
    const cipher = ChunkCipher.of(
      storeKey,
      key,
      await readAt(file, 0, Math.min(headBytes, stat.size)),
    )
    const layout = layoutOf(stat.size)
    const chunks = { file, cipher, layout }
    await readChunk(chunks, layout.chunks - 1)
    return {
      info: { key, size: layout.size, modifiedAt: stat.mtime },
      stream: (range) => streamChunks(chunks, withinBlob(range, layout.size)),
      close: () => file.close(),
    }
  } catch (cause) {
    await file.close()
    throw cause
  }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT') return undefined
    // What the systems answer to O_NOFOLLOW on a link (open(2)).
    if (code === 'ELOOP' || code === 'EMLINK') {
      throw new BlobError('corrupt', `${path} is a link, and links are not followed.`, { cause })
    }
    throw cause
  }
}

interface Chunks {
  readonly file: FileHandle
  readonly cipher: ChunkCipher
  readonly layout: Layout
}

async function readChunk({ cipher, file, layout }: Chunks, index: number): Promise<Buffer> {
  const { at, bytes } = chunkPlace(index, layout)
  const sealed = await readAt(file, at, bytes)
  return cipher.open(index, index === layout.chunks - 1, sealed)
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  let filled = 0
  while (filled < bytes) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled, at + filled)
    if (bytesRead === 0) throw new BlobError('corrupt', 'A blob was cut off while it was read.')
    filled += bytesRead
  }
  return buffer
}

function streamChunks(chunks: Chunks, { start, end }: { start: number; end: number }): Readable {
  let position = start
  return new Readable({
    read() {
      if (position >= end) {
        this.push(null)
        return
      }
      const index = Math.floor(position / chunkBytes)
      const chunkStart = index * chunkBytes
      readChunk(chunks, index).then(
        (plain) => {
          const part = plain.subarray(position - chunkStart, end - chunkStart)
          position += part.length
          this.push(part)
        },
        (error: Error) => this.destroy(error),
      )
    },
    destroy(error, done) {
      chunks.file.close().then(
        () => done(error),
        (failed: Error) => done(error ?? failed),
      )
    },
  })
}
