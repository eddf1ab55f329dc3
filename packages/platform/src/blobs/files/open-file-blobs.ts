import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, realpath, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { syncFolder } from '../../keys/write-file-once.ts'
import { BlobError, keyParts, type BlobInfo, type BlobRange, type Blobs } from '../blobs.ts'
import { fileName, findFolder, incomingName, makeFolder } from './blob-paths.ts'
import { openBlob, type OpenBlob } from './blob-reader.ts'
import { ChunkCipher, layoutOf, sealAll } from './chunk-cipher.ts'
import { watchSource } from '../watch-source.ts'
import { listKeys } from './list-keys.ts'

export interface FileBlobsOptions {
  /** Where the blobs are kept; made if it is missing. */
  readonly folder: string
  /** 32 bytes, such as `deriveKey(master, 'blobs')`. */
  readonly key: Uint8Array
}

/** How old what a killed process left half written must be to be taken for that. */
const leftoverAfterMs = 24 * 60 * 60_000

/** Opens the embedded blob store: encrypted files in a folder. */
export async function openFileBlobs(options: FileBlobsOptions): Promise<Blobs> {
  if (options.key.length !== 32) throw new RangeError('The key of a blob store has 32 bytes.')
  const incoming = join(options.folder, incomingName)
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await removeLeftovers(incoming)
  return new FileBlobs(await realpath(options.folder), options.key)
}

async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const left = await stat(path).catch(() => undefined)
    if (left && Date.now() - left.mtimeMs > leftoverAfterMs) await rm(path, { force: true })
  }
}

class FileBlobs implements Blobs {
  readonly #root: string
  readonly #key: Uint8Array
  #closed = false

  constructor(root: string, key: Uint8Array) {
    this.#root = root
    this.#key = key
  }

  async put(key: string, content: Uint8Array | Readable): Promise<BlobInfo> {
    const { file, folders } = this.#enter(key)
    const source = watchSource(content)
    const draft = join(this.#root, incomingName, randomUUID())
    try {
      await this.#write(draft, key, source.pieces)
      const folder = await makeFolder(this.#root, folders)
      await rename(draft, join(folder, file))
      await syncFolder(folder)
      const { mtime, size } = await stat(join(folder, file))
      return { key, size: layoutOf(size).size, modifiedAt: mtime }
    } catch (cause) {
      await rm(draft, { force: true })
      throw source.error() ?? asBlobError(cause)
    }
  }

  async #write(draft: string, key: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(sealAll(ChunkCipher.fresh(this.#key, key), pieces))
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async get(key: string, range?: BlobRange): Promise<Readable> {
    const blob = await this.#open(key)
    if (!blob) throw new BlobError('not-found', `There is no blob ${key}.`)
    try {
      return blob.stream(range)
    } catch (cause) {
      await blob.close()
      throw cause
    }
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    const blob = await this.#open(key)
    await blob?.close()
    return blob?.info
  }

  async #open(key: string): Promise<OpenBlob | undefined> {
    const { file, folders } = this.#enter(key)
    try {
      const folder = await findFolder(this.#root, folders)
      return folder === undefined ? undefined : await openBlob(join(folder, file), key, this.#key)
    } catch (cause) {
      throw asBlobError(cause)
    }
  }

  async delete(key: string): Promise<void> {
    const { file, folders } = this.#enter(key)
    try {
      const folder = await findFolder(this.#root, folders)
      if (folder === undefined) return
      await unlink(join(folder, file))
      await syncFolder(folder)
    } catch (cause) {
      if (isErrno(cause) && cause.code === 'ENOENT') return
      throw asBlobError(cause)
    }
  }

  async *list(prefix: string): AsyncGenerator<string> {
    this.#refuseClosed()
    try {
      yield* listKeys(this.#root, prefix)
    } catch (cause) {
      throw asBlobError(cause)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #enter(key: string): { folders: string[]; file: string } {
    this.#refuseClosed()
    const folders = keyParts(key)
    return { file: fileName(folders.pop() ?? ''), folders }
  }

  #refuseClosed(): void {
    if (this.#closed) throw new BlobError('unavailable', 'The blob store was closed.')
  }
}

function isErrno(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause
}

function asBlobError(cause: unknown): unknown {
  if (!isErrno(cause)) return cause
  return new BlobError('unavailable', `The blob store failed: ${cause.message}`, { cause })
}
