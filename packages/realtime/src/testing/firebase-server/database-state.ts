import type { Auth, Rules } from './rules.ts'
import { type Json, partsOf, valueAt, withServerTime, withValue } from './tree.ts'

/** Values by paths below the one that is written. */
export type Changes = Readonly<Record<string, Json>>

/** Somebody who hears of changes. */
export interface Hearer {
  changed(path: string, changes: Changes): void
}

/** Who asks: the backend by its credentials, to whom rules do not apply, or a browser by its token. */
export type Asker = { readonly kind: 'admin' } | { readonly kind: 'browser'; readonly auth: Auth }

/** What the database holds, who may have it, and who hears of it. */
export class DatabaseState {
  readonly #rules: Rules
  readonly #hearers = new Set<Hearer>()
  readonly written = { count: 0, bytes: 0 }
  #tree: Json = null

  constructor(rules: Rules) {
    this.#rules = rules
  }

  add(hearer: Hearer): () => void {
    this.#hearers.add(hearer)
    return () => void this.#hearers.delete(hearer)
  }

  valueAt(path: string): Json {
    return valueAt(this.#tree, partsOf(path))
  }

  mayRead(asker: Asker, path: string): boolean {
    return asker.kind === 'admin' || this.#rules.mayRead(asker.auth, path)
  }

  mayWrite(asker: Asker, path: string, changes: Changes): boolean {
    if (asker.kind === 'admin') return true
    const nowMs = Date.now()
    return Object.entries(changes).every(([below, changed]) => {
      const value = withServerTime(changed, nowMs)
      const write = { path: `${path}/${below}`, value, data: this.#tree, nowMs }
      return this.#rules.mayWrite(asker.auth, write)
    })
  }

  /** Writes what was allowed, and tells. Of a value that is written whole the path below is empty. */
  write(path: string, changes: Changes): void {
    const now = Date.now()
    const told: Record<string, Json> = {}
    for (const [below, value] of Object.entries(changes)) {
      told[below] = withServerTime(value, now)
      this.#tree = withValue(this.#tree, [...partsOf(path), ...partsOf(below)], told[below])
    }
    this.written.count++
    this.written.bytes += JSON.stringify(changes).length
    for (const hearer of this.#hearers) hearer.changed(path, told)
  }
}
