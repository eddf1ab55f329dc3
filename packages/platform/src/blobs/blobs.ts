import type { Readable } from 'node:stream'

/**
 * The blob port: bytes by key, encrypted at rest. Keys are paths such as `recordings/2026/call.wav`: parts of ASCII
 * letters, digits, `-`, `_` and `.`, parted by `/`; a part is no `.` or `..` and at most 100 characters, a key at most
 * 500. Every method rejects with a `BlobError`.
 */
export interface Blobs {
  /**
   * Writes a blob whole or not at all; an existing one is replaced at once when the last byte is safe. When `content`
   * fails, rejects with its error.
   */
  put(key: string, content: Uint8Array | Readable): Promise<BlobInfo>
  /**
   * Reads a blob, or part of it: `start` and `end` are byte offsets into the plain bytes, `end` exclusive; what lies
   * beyond the blob is left out. The stream has to be read or destroyed. What is found damaged on the way makes it fail
   * with `corrupt`, and nothing damaged is ever given out.
   * @throws BlobError `not-found`, RangeError for offsets that are no offsets
   */
  get(key: string, range?: BlobRange): Promise<Readable>
  stat(key: string): Promise<BlobInfo | undefined>
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>
  /** Keys that begin with a prefix, in the order of their characters. */
  list(prefix: string): AsyncIterable<string>
  close(): Promise<void>
}

export interface BlobRange {
  readonly start: number
  readonly end?: number | undefined
}

export interface BlobInfo {
  readonly key: string
  /** Of the plain bytes. */
  readonly size: number
  readonly modifiedAt: Date
}

/**
 * - `not-found`: there is no such blob
 * - `bad-key`: the key breaks the rules above
 * - `corrupt`: what is stored is damaged, was tampered with, or was encrypted with another key
 * - `unavailable`: the store is away, full, or closed
 */
export class BlobError extends Error {
  readonly kind: 'not-found' | 'bad-key' | 'corrupt' | 'unavailable'

  constructor(kind: BlobError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BlobError'
    this.kind = kind
  }
}

const maxKeyLength = 500
const part = /^[A-Za-z0-9._-]{1,100}$/

/** For drivers: the parts of a key. @throws BlobError `bad-key` */
export function keyParts(key: string): string[] {
  const parts = key.split('/')
  const good = parts.every((text) => part.test(text) && text !== '.' && text !== '..')
  if (!good || key.length > maxKeyLength) {
    throw new BlobError('bad-key', `${JSON.stringify(key.slice(0, 120))} is no key for a blob.`)
  }
  return parts
}

/** For drivers: a range within a blob of `size` bytes. @throws RangeError */
export function withinBlob(
  range: BlobRange | undefined,
  size: number,
): { start: number; end: number } {
  const { end = Number.MAX_SAFE_INTEGER, start } = range ?? { start: 0 }
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new RangeError(`${start} to ${end} is no range of bytes.`)
  }
  return { start: Math.min(start, size), end: Math.min(end, size) }
}
