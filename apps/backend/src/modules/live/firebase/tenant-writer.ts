import type { LivePath } from '@iris/contracts'
import { changesOf, type LiveDocument } from '../document.ts'
import { Paced } from '../paced.ts'
import type { HeldPicture } from '../pictures.ts'
import type { Encoded } from './encode.ts'
import { changedNode, type NodeWrite, wholeNode } from './node-writes.ts'

/** Writes below a path, all of it or nothing; resolves once the database has it. */
type WriteBelow = (path: string, write: NodeWrite) => Promise<void>

/** A document is written at most so often. */
const writeEveryMs = 100

interface Node {
  latest: LiveDocument | undefined
  written: LiveDocument | undefined
  readonly paced: Paced
}

interface WriterParts {
  readonly held: HeldPicture
  readonly write: WriteBelow
  readonly onError: (error: unknown) => void
}

/** Keeps one tenant's nodes in the database as its documents are. */
export class TenantWriter {
  readonly #parts: WriterParts
  readonly #root: string
  readonly #nodes = new Map<LivePath, Node>()
  readonly #start: Paced
  #stopListening: (() => void) | undefined

  constructor(tenantId: string, parts: WriterParts) {
    this.#parts = parts
    this.#root = `tenants/${tenantId}`
    this.#start = new Paced(writeEveryMs, () => this.#writeAll(), parts.onError)
    this.#start.due()
  }

  /** Everything at once, and nothing besides: teams that went while nobody wrote are gone. Then document by document. */
  async #writeAll(): Promise<void> {
    const { picture } = this.#parts.held
    const documents = picture.paths.flatMap((path) => {
      const document = picture.documentOf(path)
      return document ? [{ path, document }] : []
    })
    const nodes: Record<string, Record<string, Encoded>> = { presence: {}, board: {} }
    for (const { path, document } of documents) {
      const [kind = '', team = ''] = path.split('/')
      nodes[kind] = { ...nodes[kind], [team]: wholeNode(document) }
    }
    await this.#parts.write(this.#root, nodes)
    for (const { path, document } of documents) this.#nodeOf(path).written = document
    this.#stopListening ??= picture.listen((path, document) => this.#take(path, document))
    for (const path of new Set([...this.#nodes.keys(), ...picture.paths])) {
      this.#take(path, picture.documentOf(path))
    }
  }

  #nodeOf(path: LivePath): Node {
    const known = this.#nodes.get(path)
    if (known) return known
    const node: Node = {
      latest: undefined,
      written: undefined,
      paced: new Paced(writeEveryMs, () => this.#writeNode(path, node), this.#parts.onError),
    }
    this.#nodes.set(path, node)
    return node
  }

  #take(path: LivePath, document: LiveDocument | undefined): void {
    const node = this.#nodeOf(path)
    node.latest = document
    node.paced.due()
  }

  async #writeNode(path: LivePath, node: Node): Promise<void> {
    const { latest, written } = node
    const write = writeFor(path, written, latest)
    // Until it is known what stands there, nobody can say what has changed since.
    node.written = undefined
    if (write) await this.#parts.write(`${this.#root}/${write.path}`, write.values)
    node.written = latest
  }

  /** Writes no more. What stands there stays, for whoever writes next. */
  stop(): void {
    this.#stopListening?.()
    this.#start.close()
    for (const { paced } of this.#nodes.values()) paced.close()
    this.#parts.held.release()
  }

  /** Nobody looks at it any more. */
  async clear(): Promise<void> {
    this.stop()
    await this.#parts.write(this.#root, { presence: null, board: null })
  }
}

function writeFor(
  path: LivePath,
  before: LiveDocument | undefined,
  after: LiveDocument | undefined,
): { readonly path: string; readonly values: NodeWrite } | undefined {
  const [kind = '', team = ''] = path.split('/')
  if (!after) return before && { path: kind, values: { [team]: null } }
  if (!before) return { path: kind, values: { [team]: wholeNode(after) } }
  const patch = changesOf(before, after)
  return patch && { path, values: changedNode(patch) }
}
