import type { LiveMessage, LivePath, LiveRefusal } from '@iris/contracts'
import type { DocumentLog } from './document-log.ts'
import type { LiveStreams } from './live-streams.ts'

interface Told {
  readonly log: DocumentLog
  stop(): void
  /** As of which version the browser has it; `undefined` where it does not. */
  sent: number | undefined
}

interface ConnectionParts {
  readonly streams: LiveStreams
  readonly tenantId: string
  /** What the browser had last, by `Last-Event-ID`. */
  readonly lastEventId: string | undefined
  /** Resolves once there is room for more. */
  readonly write: (text: string) => Promise<void>
}

/**
 * One browser's stream of documents. Nothing is queued for it: while it takes its time only the names of what has changed
 * are kept, and then it is told all changes at once.
 */
export class LiveConnection {
  readonly #parts: ConnectionParts
  readonly #told = new Map<LivePath, Told>()
  readonly #pending = new Set<LivePath>()
  #isOpen = false
  #isWriting = false
  #isClosed = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  /** Whether something waits for the browser to take it. */
  get isBusy(): boolean {
    return this.#isWriting
  }

  /** Nothing is told before it is known what there is to tell: else versions of some would vouch for others. */
  async open(paths: readonly LivePath[]): Promise<void> {
    await Promise.all(paths.map((path) => this.#hear(path)))
    this.#isOpen = true
    await this.#writePending()
  }

  async #hear(path: LivePath): Promise<void> {
    const { streams, tenantId } = this.#parts
    const heard = await streams.hear(tenantId, path, (change) => {
      if (change === 'changed') this.#due(path)
      else this.#end(path)
    })
    if (!heard) return this.refuse(path, 'not_found')
    if (this.#isClosed) return heard.stop()
    this.#told.set(path, { ...heard, sent: this.#versionHad() })
    this.#due(path)
  }

  async refuse(path: LivePath, refused: LiveRefusal): Promise<void> {
    const message: LiveMessage = { path, refused }
    await this.#parts.write(`data: ${JSON.stringify(message)}\n\n`)
  }

  close(): void {
    this.#isClosed = true
    for (const { stop } of this.#told.values()) stop()
    this.#told.clear()
    this.#pending.clear()
  }

  #versionHad(): number | undefined {
    const [epoch, version] = this.#parts.lastEventId?.split('.') ?? []
    return epoch === this.#parts.streams.epoch ? Number(version) : undefined
  }

  #end(path: LivePath): void {
    this.#told.get(path)?.stop()
    this.#told.delete(path)
    this.#pending.delete(path)
    void this.refuse(path, 'not_found')
  }

  #due(path: LivePath): void {
    this.#pending.add(path)
    if (this.#isOpen && !this.#isWriting) void this.#writePending()
  }

  async #writePending(): Promise<void> {
    this.#isWriting = true
    for (const path of this.#pending) {
      this.#pending.delete(path)
      const told = this.#told.get(path)
      const version = told?.log.version ?? 0
      if (!told || (told.sent ?? -1) >= version) continue
      const text = told.log.since(told.sent)
      told.sent = version
      const id = `${this.#parts.streams.epoch}.${this.#versionSure()}`
      await this.#parts.write(`id: ${id}\ndata: ${text}\n\n`)
    }
    this.#isWriting = false
  }

  /** Up to which version the browser has everything once it has what is being written. */
  #versionSure(): number {
    const told = [...this.#told.values()]
    const behind = told.filter(({ log, sent }) => (sent ?? -1) < log.version)
    if (behind.length > 0) return Math.min(...behind.map(({ sent = 0 }) => sent))
    return Math.max(...told.map(({ sent = 0 }) => sent))
  }
}
