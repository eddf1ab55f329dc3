import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Files by name in one folder, which holds no more than so many bytes: what was not used for the longest time goes
 * first. A file is there whole or not at all, is never changed, and can be read by its owner only. Several processes may
 * share a folder; each then counts only what it has seen.
 */
export class FileCache {
  readonly #directory: string
  readonly #maxBytes: number
  /** Sizes by name, least recently used first. */
  readonly #sizes: Map<string, number>
  #bytes: number

  private constructor(directory: string, maxBytes: number, sizes: Map<string, number>) {
    this.#directory = directory
    this.#maxBytes = maxBytes
    this.#sizes = sizes
    this.#bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  }

  static async open(directory: string, maxBytes: number): Promise<FileCache> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const files = await Promise.all((await readdir(directory)).map((name) => look(directory, name)))
    const present = files.filter((file) => file !== undefined)
    for (const { name } of present.filter(isAbandoned)) {
      await rm(join(directory, name), { force: true })
    }
    const content = present.filter(({ name }) => isContent(name))
    const sizes = content
      .sort((a, b) => a.usedAtMs - b.usedAtMs)
      .map((f) => [f.name, f.size] as const)
    const cache = new FileCache(directory, maxBytes, new Map(sizes))
    await cache.#makeRoom()
    return cache
  }

  /** How much the files come to that this process knows of. */
  get bytes(): number {
    return this.#bytes
  }

  /** The path of a file, which counts as used now; `undefined` if there is none. */
  async find(name: string): Promise<string | undefined> {
    const path = join(this.#directory, name)
    try {
      // Marks the use for the next run, and finds out whether the file is still there.
      const now = new Date()
      await utimes(path, now, now)
      this.#note(name, (await stat(path)).size)
      return path
    } catch {
      this.#forget(name)
      return undefined
    }
  }

  /** Writes a file and makes room for it. The file just written stays, however large it is. */
  async add(name: string, content: Uint8Array): Promise<string> {
    const path = join(this.#directory, name)
    const draft = `${path}.${randomUUID()}${unfinished}`
    try {
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(content)
        // Before it gets its name, so that a power cut cannot leave an empty file under it.
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
    this.#note(name, content.length)
    await this.#makeRoom()
    return path
  }

  #note(name: string, size: number): void {
    this.#forget(name)
    this.#sizes.set(name, size)
    this.#bytes += size
  }

  #forget(name: string): void {
    this.#bytes -= this.#sizes.get(name) ?? 0
    this.#sizes.delete(name)
  }

  async #makeRoom(): Promise<void> {
    while (this.#bytes > this.#maxBytes && this.#sizes.size > 1) {
      const [oldest] = this.#sizes.keys()
      if (oldest === undefined) return
      this.#forget(oldest)
      await rm(join(this.#directory, oldest), { force: true })
    }
  }
}

const unfinished = '.unfinished'
/** Nobody writes one file for as long as that. */
const abandonedAfterMs = 60 * 60 * 1000

/** Only files that we named: whatever else lies there is left alone. */
function isContent(name: string): boolean {
  return /^[0-9a-f]{64}\.wav$/.test(name)
}

interface FileSeen {
  readonly name: string
  readonly size: number
  readonly usedAtMs: number
}

/** A file that a crash left half written; a young one may be somebody else's, who is at it. */
function isAbandoned({ name, usedAtMs }: FileSeen): boolean {
  return name.endsWith(unfinished) && usedAtMs < Date.now() - abandonedAfterMs
}

/** `undefined` if another process deleted it since its name was read. */
async function look(directory: string, name: string): Promise<FileSeen | undefined> {
  try {
    const { size, mtimeMs } = await stat(join(directory, name))
    return { name, size, usedAtMs: mtimeMs }
  } catch {
    return undefined
  }
}
