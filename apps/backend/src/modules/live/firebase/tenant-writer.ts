import type { LivePath } from '@iris/contracts'
import type { LiveDocument } from '../document.ts'
import { Paced } from '../paced.ts'
import type { HeldPicture } from '../pictures.ts'
import { changedNode, type NodeWrite, wholeNode } from './node-writes.ts'

/** Writes below a path, all of it or nothing; resolves once the database has it. */
type WriteBelow = (path: string, write: NodeWrite) => Promise<void>

/** A tenant's documents are written at most so often, all that have changed by one write. */
const writeEveryMs = 100

interface WriterParts {
  readonly held: HeldPicture
  readonly write: WriteBelow
  readonly onError: (error: unknown) => void
}

/** Keeps one tenant's nodes in the database as its documents are. */
export class TenantWriter {
  readonly #parts: WriterParts
  readonly #root: string
  readonly #paced: Paced
  /** What stands in the database; `undefined` where that is not known, as at first and after a write that failed. */
  #written: Map<LivePath, LiveDocument> | undefined
  readonly #latest = new Map<LivePath, LiveDocument>()
  readonly #changed = new Set<LivePath>()
  readonly #stopListening: () => void

  constructor(tenantId: string, parts: WriterParts) {
    this.#parts = parts
    this.#root = `tenants/${tenantId}`
    this.#paced = new Paced(writeEveryMs, () => this.#write(), parts.onError)
    const { picture } = parts.held
    this.#stopListening = picture.listen((path, document) => this.#take(path, document))
    for (const path of picture.paths) this.#take(path, picture.documentOf(path))
    this.#paced.due()
  }

  #take(path: LivePath, document: LiveDocument | undefined): void {
    if (document) this.#latest.set(path, document)
    else this.#latest.delete(path)
    this.#changed.add(path)
    this.#paced.due()
  }

  async #write(): Promise<void> {
    const documents = new Map(this.#latest)
    const write = this.#written ? this.#changes(this.#written) : everything(documents)
    this.#changed.clear()
    this.#written = undefined
    if (Object.keys(write).length > 0) await this.#parts.write(this.#root, write)
    this.#written = documents
  }

  #changes(written: ReadonlyMap<LivePath, LiveDocument>): NodeWrite {
    const changes = [...this.#changed].map((path) =>
      changesAt(path, written.get(path), this.#latest.get(path)),
    )
    return Object.assign({}, ...changes)
  }

  /** Writes no more. What stands there stays, for whoever writes next. */
  stop(): void {
    this.#stopListening()
    this.#paced.close()
    this.#parts.held.release()
  }

  /** Nobody looks at it any more. */
  async clear(): Promise<void> {
    this.stop()
    await this.#parts.write(this.#root, { presence: null, board: null })
  }
}

/** All documents, and nothing besides: teams that went while nobody wrote are gone. */
function everything(documents: ReadonlyMap<LivePath, LiveDocument>): NodeWrite {
  const nodesOf = (kind: string) =>
    Object.fromEntries(
      [...documents]
        .filter(([path]) => path.startsWith(`${kind}/`))
        .map(([path, document]) => [path.slice(kind.length + 1), wholeNode(document)]),
    )
  return { presence: nodesOf('presence'), board: nodesOf('board') }
}

function changesAt(
  path: LivePath,
  before: LiveDocument | undefined,
  after: LiveDocument | undefined,
): NodeWrite {
  if (!after) return before ? { [path]: null } : {}
  if (!before) return { [path]: wholeNode(after) }
  const below = Object.entries(changedNode(before, after))
  return Object.fromEntries(below.map(([name, value]) => [`${path}/${name}`, value]))
}
