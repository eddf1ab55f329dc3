import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Which recording: the places of its audio and the key's context follow from it. */
export interface Place {
  readonly id: string
  readonly tenantId: string
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The files of recordings on this machine, by tenant. What is not there rejects with `ENOENT`. */
export class LocalAudio {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  pathOf({ id, tenantId }: Place): string {
    return join(this.#folder, tenantId, `${id}.irr`)
  }

  /** Makes the folder that a file is to lie in; gives the file's path. */
  async roomFor(place: Place): Promise<string> {
    const path = this.pathOf(place)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return path
  }

  async copy(from: Place, to: Place): Promise<void> {
    await copyFile(this.pathOf(from), await this.roomFor(to), constants.COPYFILE_EXCL)
  }

  async write(place: Place, content: Readable): Promise<void> {
    const path = await this.roomFor(place)
    await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  }

  /** The bytes of a whole file; they have to be read, or the stream destroyed. */
  async read(place: Place, signal: AbortSignal): Promise<{ stream: Readable; size: number }> {
    const path = this.pathOf(place)
    const { size } = await stat(path)
    return { stream: createReadStream(path, { signal }), size }
  }

  async remove(place: Place): Promise<void> {
    await rm(this.pathOf(place), { force: true })
  }

  async changedAt(place: Place): Promise<Date | undefined> {
    return (await stat(this.pathOf(place)).catch(() => undefined))?.mtime
  }

  async *list(): AsyncGenerator<Place> {
    for (const tenantId of await namesIn(this.#folder)) {
      if (!uuid.test(tenantId)) continue
      for (const name of await namesIn(join(this.#folder, tenantId))) {
        const id = name.endsWith('.irr') ? name.slice(0, -'.irr'.length) : ''
        if (uuid.test(id)) yield { id, tenantId }
      }
    }
  }
}

/** Nothing where there is no such folder yet. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}
