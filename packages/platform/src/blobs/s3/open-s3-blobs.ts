import { Readable } from 'node:stream'
import {
  BlobError,
  keyParts,
  withinBlob,
  type BlobInfo,
  type BlobRange,
  type Blobs,
} from '../blobs.ts'
import {
  chunkBytes,
  ChunkCipher,
  chunkPlace,
  headBytes,
  layoutOf,
  sealAll,
} from '../files/chunk-cipher.ts'
import { watchSource } from '../watch-source.ts'
import { type S3Place, S3Requests } from './s3-requests.ts'
import { upload } from './s3-upload.ts'

export interface S3BlobsOptions extends S3Place {
  /** 32 bytes, such as `deriveKey(master, 'blobs')`: the store sees nothing in the clear. */
  readonly key: Uint8Array
  /** How long the store may take to answer a request, and to send the next bytes. */
  readonly timeoutMs?: number
}

const usualTimeoutMs = 30_000

/** Opens a bucket of a store that speaks S3 as a blob store. The bucket is there and is ours alone. */
export function openS3Blobs(options: S3BlobsOptions): Blobs {
  if (options.key.length !== 32) throw new RangeError('The key of a blob store has 32 bytes.')
  return new S3Blobs(options)
}

/** An object as its head and the answer that brought it tell of it. */
interface Found {
  readonly cipher: ChunkCipher
  readonly bytes: number
  readonly tag: string
  readonly modifiedAt: Date
}

class S3Blobs implements Blobs {
  readonly #requests: S3Requests
  readonly #key: Uint8Array
  readonly #timeoutMs: number
  #closed = false

  constructor(options: S3BlobsOptions) {
    this.#timeoutMs = options.timeoutMs ?? usualTimeoutMs
    this.#requests = new S3Requests(options, this.#timeoutMs)
    this.#key = options.key
  }

  async put(key: string, content: Uint8Array | Readable): Promise<BlobInfo> {
    this.#enter(key)
    const source = watchSource(content)
    try {
      await upload(this.#requests, key, sealAll(ChunkCipher.fresh(this.#key, key), source.pieces))
    } catch (cause) {
      throw source.error() ?? cause
    }
    const info = await this.stat(key)
    if (!info) throw new BlobError('unavailable', `The blob store lost ${key} at once.`)
    return info
  }

  async get(key: string, range?: BlobRange): Promise<Readable> {
    this.#enter(key)
    for (;;) {
      const found = await this.#find(key)
      if (!found) throw new BlobError('not-found', `There is no blob ${key}.`)
      const stream = await this.#stream(key, found, range)
      // Replaced between the two requests: what is there now is read.
      if (stream) return stream
    }
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    this.#enter(key)
    const found = await this.#find(key)
    return found && { key, size: layoutOf(found.bytes).size, modifiedAt: found.modifiedAt }
  }

  async delete(key: string): Promise<void> {
    this.#enter(key)
    await this.#requests.send({ method: 'DELETE', key }, [200, 204, 404])
  }

  async *list(prefix: string): AsyncGenerator<string> {
    this.#refuseClosed()
    // A prefix no key can have begins no key.
    if (!/^[A-Za-z0-9._/-]*$/.test(prefix)) return
    let next: string | undefined
    do {
      const query = {
        'list-type': '2',
        prefix,
        ...(next !== undefined && { 'continuation-token': next }),
      }
      const answer = await this.#requests.send({ method: 'GET', query }, [200])
      const text = await answer.text()
      for (const [, key = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) yield key
      next = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(text)?.[1]
    } while (next !== undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  async #find(key: string): Promise<Found | undefined> {
    const headers = { range: `bytes=0-${headBytes - 1}` }
    const answer = await this.#requests.send({ method: 'GET', key, headers }, [200, 206, 404])
    if (answer.status === 404) {
      await answer.body?.cancel()
      return undefined
    }
    const head = Buffer.from(await answer.arrayBuffer())
    const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
    return {
      cipher: ChunkCipher.of(this.#key, key, head),
      bytes: total === undefined ? head.length : Number(total),
      tag: answer.headers.get('etag') ?? '',
      modifiedAt: new Date(answer.headers.get('last-modified') ?? 0),
    }
  }

  /** The bytes of a range; nothing where the object is another by now. */
  async #stream(
    key: string,
    { cipher, bytes, tag }: Found,
    range: BlobRange | undefined,
  ): Promise<Readable | undefined> {
    const layout = layoutOf(bytes)
    const { start, end } = withinBlob(range, layout.size)
    const first = Math.min(Math.floor(start / chunkBytes), layout.chunks - 1)
    const last = Math.min(Math.floor(Math.max(start, end - 1) / chunkBytes), layout.chunks - 1)
    const from = chunkPlace(first, layout).at
    const { at, bytes: lastBytes } = chunkPlace(last, layout)
    const headers = { range: `bytes=${from}-${at + lastBytes - 1}`, 'if-match': tag }
    const answer = await this.#requests.send({ method: 'GET', key, headers }, [200, 206, 404, 412])
    if (!answer.body || answer.status === 404 || answer.status === 412) {
      await answer.body?.cancel()
      return undefined
    }
    const open = (index: number, sealed: Buffer) =>
      cipher.open(index, index === layout.chunks - 1, sealed)
    const sizes = Array.from(
      { length: last - first + 1 },
      (_, offset) => chunkPlace(first + offset, layout).bytes,
    )
    return Readable.from(
      opened(inTime(answer.body, this.#timeoutMs), { first, sizes, open, start, end }),
      {
        objectMode: false,
      },
    )
  }

  #enter(key: string): void {
    this.#refuseClosed()
    keyParts(key)
  }

  #refuseClosed(): void {
    if (this.#closed) throw new BlobError('unavailable', 'The blob store was closed.')
  }
}

interface Wanted {
  /** The number of the first chunk that comes, and how long each is. */
  readonly first: number
  readonly sizes: readonly number[]
  readonly open: (index: number, sealed: Buffer) => Buffer
  readonly start: number
  readonly end: number
}

/** What comes, as long as none of it takes too long. */
async function* inTime(
  body: ReadableStream<Uint8Array>,
  timeoutMs: number,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error('It took too long.')), timeoutMs)
      const piece = await Promise.race([reader.read(), late.promise]).finally(() =>
        clearTimeout(timer),
      )
      if (piece.done) return
      yield piece.value
    }
  } finally {
    // Whoever reads no further lets the connection go.
    await reader.cancel().catch(() => undefined)
  }
}

/** Opens the chunks as they come; gives what of them is wanted. */
async function* opened(
  body: AsyncIterable<Uint8Array>,
  { first, sizes, open, start, end }: Wanted,
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  let index = 0
  try {
    for await (const piece of body) {
      rest = Buffer.concat([rest, piece])
      for (let size = sizes[index]; size !== undefined && rest.length >= size;) {
        const chunkStart = (first + index) * chunkBytes
        const plain = open(first + index, rest.subarray(0, size))
        rest = rest.subarray(size)
        index += 1
        size = sizes[index]
        const wanted = plain.subarray(
          Math.max(0, start - chunkStart),
          Math.max(0, end - chunkStart),
        )
        if (wanted.length > 0) yield wanted
      }
    }
  } catch (cause) {
    if (cause instanceof BlobError) throw cause
    throw new BlobError('unavailable', 'The blob store broke off.', { cause })
  }
  if (index < sizes.length) throw new BlobError('unavailable', 'The blob store broke off.')
}
