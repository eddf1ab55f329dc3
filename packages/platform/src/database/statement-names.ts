import { createHash } from 'node:crypto'

/** Each connection keeps every named statement; texts made anew each time (lists of ids) would fill it. */
const mostNames = 500

/**
 * Names for statements that come again, under which each connection keeps their plan: planning takes as long as many a
 * query itself. A statement is named from its second time on.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  readonly #seenOnce = new Set<string>()

  /** The statement's name, or `undefined` while it is not worth one. */
  nameOf(sql: string): string | undefined {
    const name = this.#names.get(sql)
    if (name !== undefined) return name
    if (this.#names.size >= mostNames) return undefined
    if (!this.#seenOnce.delete(sql)) {
      if (this.#seenOnce.size >= mostNames) this.#seenOnce.clear()
      this.#seenOnce.add(sql)
      return undefined
    }
    const made = createHash('sha256').update(sql).digest('base64url').slice(0, 30)
    this.#names.set(sql, made)
    return made
  }
}
