import type { LiveDocumentKind, LiveDocumentOf, LivePath, LiveRefusal } from '@iris/contracts'
import type { LiveWatcher } from './live-documents.ts'

type Document = LiveDocumentOf[LiveDocumentKind]

interface Watched {
  readonly watchers: Set<LiveWatcher<Document>>
  told: { readonly value: Document } | { readonly refused: LiveRefusal } | undefined
}

/** Who watches what, and what they were told last. What drivers have in common. */
export class WatchedPaths {
  readonly #paths = new Map<LivePath, Watched>()

  /** Whether it is one that nobody watched. */
  add(path: LivePath, watcher: LiveWatcher<Document>): boolean {
    const known = this.#paths.get(path)
    const watched = known ?? { watchers: new Set(), told: undefined }
    if (!known) this.#paths.set(path, watched)
    watched.watchers.add(watcher)
    if (watched.told) tellOne(watcher, watched.told)
    return !known
  }

  /** Whether nobody watches it any more; it is remembered until it is forgotten. */
  remove(path: LivePath, watcher: LiveWatcher<Document>): boolean {
    const watched = this.#paths.get(path)
    watched?.watchers.delete(watcher)
    return watched?.watchers.size === 0
  }

  /** Forgets what nobody watches; gives what is left. */
  prune(): LivePath[] {
    for (const [path, { watchers }] of this.#paths) {
      if (watchers.size === 0) this.#paths.delete(path)
    }
    return [...this.#paths.keys()]
  }

  valueOf(path: LivePath): Document | undefined {
    const told = this.#paths.get(path)?.told
    return told && 'value' in told ? told.value : undefined
  }

  tell(path: LivePath, told: NonNullable<Watched['told']>): void {
    const watched = this.#paths.get(path)
    if (!watched) return
    watched.told = told
    for (const watcher of watched.watchers) tellOne(watcher, told)
  }

  clear(): void {
    this.#paths.clear()
  }
}

function tellOne(watcher: LiveWatcher<Document>, told: NonNullable<Watched['told']>): void {
  if ('value' in told) watcher.onValue(told.value)
  else watcher.onRefused(told.refused)
}
