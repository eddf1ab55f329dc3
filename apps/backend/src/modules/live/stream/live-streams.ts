import type { LivePath } from '@iris/contracts'
import { randomBytes } from 'node:crypto'
import type { LiveDocument } from '../document.ts'
import { Paced } from '../paced.ts'
import type { HeldPicture, PictureSource } from '../pictures.ts'
import { DocumentLog } from './document-log.ts'

/** A document is told at most so often, whatever happens; a first change is told at once. */
const everyMs = 25

type OnChange = (change: 'changed' | 'gone') => void

/** One document that somebody hears by the stream. */
interface Heard {
  readonly log: DocumentLog
  stop(): void
}

/** The documents that are heard by streams of this process, each logged once for all who hear it. */
export class LiveStreams {
  /** Versions of another process, or of an earlier run, mean nothing here. */
  readonly epoch = randomBytes(6).toString('base64url')
  readonly #pictures: PictureSource
  readonly #nodes = new Map<string, Promise<Node | undefined>>()
  #version = 0

  constructor(pictures: PictureSource) {
    this.#pictures = pictures
  }

  /** `undefined` where there is no such team. `onChange` may be called before this resolves. */
  async hear(tenantId: string, path: LivePath, onChange: OnChange): Promise<Heard | undefined> {
    const key = `${tenantId} ${path}`
    const opening = this.#nodes.get(key) ?? this.#open(key, tenantId, path)
    const node = await opening
    if (!node) return undefined
    // Whoever heard it last may have left in between.
    if (node.isClosed) return this.hear(tenantId, path, onChange)
    node.listeners.add(onChange)
    return {
      log: node.log,
      stop: () => {
        if (node.listeners.delete(onChange) && node.listeners.size === 0) this.#close(key, node)
      },
    }
  }

  #open(key: string, tenantId: string, path: LivePath): Promise<Node | undefined> {
    const opening = this.#make(tenantId, path)
    this.#nodes.set(key, opening)
    opening.then(
      (node) => node ?? this.#nodes.delete(key),
      () => this.#nodes.delete(key),
    )
    return opening
  }

  async #make(tenantId: string, path: LivePath): Promise<Node | undefined> {
    const held = await this.#pictures.hold(tenantId)
    const value = held.picture.documentOf(path)
    if (value)
      return new Node(held, new DocumentLog(path, value, ++this.#version), () => ++this.#version)
    held.release()
    return undefined
  }

  #close(key: string, node: Node): void {
    this.#nodes.delete(key)
    node.close()
  }
}

/** A document, followed as its picture changes. */
class Node {
  readonly log: DocumentLog
  readonly listeners = new Set<OnChange>()
  isClosed = false
  readonly #paced: Paced
  readonly #stops: readonly (() => void)[]
  #latest: LiveDocument | undefined

  constructor({ picture, release }: HeldPicture, log: DocumentLog, nextVersion: () => number) {
    this.log = log
    this.#paced = new Paced(
      everyMs,
      () => this.#write(nextVersion),
      // Writing to memory does not fail.
      () => undefined,
    )
    const stopListening = picture.listen((path, document) => {
      if (path !== log.path) return
      this.#latest = document
      if (document) this.#paced.due()
      else this.#tell('gone')
    })
    this.#stops = [stopListening, release, () => this.#paced.close()]
  }

  #write(nextVersion: () => number): void {
    if (this.#latest && this.log.replace(this.#latest, nextVersion())) this.#tell('changed')
  }

  #tell(change: 'changed' | 'gone'): void {
    for (const listener of this.listeners) listener(change)
  }

  close(): void {
    this.isClosed = true
    for (const stop of this.#stops) stop()
  }
}
