import type { LivePath } from '@iris/contracts'
import type { LiveDocument } from '../document.ts'
import type { Picture } from '../picture.ts'
import type { HeldPicture, PictureSource } from '../pictures.ts'

type Listener = Parameters<Picture['listen']>[0]

/** Pictures as a test writes them, in place of those that are kept from the database. */
export class WrittenPictures implements PictureSource {
  readonly #documents = new Map<string, Map<LivePath, LiveDocument>>()
  readonly #listeners = new Map<string, Set<Listener>>()
  /** How many hold a picture. */
  held = 0

  write(tenantId: string, path: LivePath, document: LiveDocument | undefined): void {
    const own = this.#documents.get(tenantId) ?? new Map<LivePath, LiveDocument>()
    this.#documents.set(tenantId, own)
    if (document) own.set(path, document)
    else own.delete(path)
    for (const listener of this.#listeners.get(tenantId) ?? []) listener(path, document)
  }

  async hold(tenantId: string): Promise<HeldPicture> {
    this.held++
    const documents = () => this.#documents.get(tenantId) ?? new Map<LivePath, LiveDocument>()
    const listeners = this.#listeners.get(tenantId) ?? new Set()
    this.#listeners.set(tenantId, listeners)
    return {
      picture: {
        documentOf: (path) => documents().get(path),
        get paths() {
          return [...documents().keys()]
        },
        listen(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
      },
      release: () => void this.held--,
    }
  }
}
