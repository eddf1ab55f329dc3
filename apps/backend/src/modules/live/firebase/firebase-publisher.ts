import type { Database } from '@iris/platform'
import { v7 as uuidv7 } from 'uuid'
import type { Logger } from '../../../log.ts'
import type { Tables } from '../../../tables.ts'
import type { HeldPicture, PictureSource } from '../pictures.ts'
import type { OpenFirebase } from './firebase-project.ts'
import { claim, letGo, takeUnwanted } from './publications.ts'
import { TenantWriter } from './tenant-writer.ts'

/** So often a process looks for what is to be written, and says that it still writes. */
const lookEveryMs = 2000
/** A process that has not said so for this long writes no more. */
const leaseMs = 6000

interface PublisherParts {
  readonly database: Database<Tables>
  readonly pictures: PictureSource
  readonly firebase: OpenFirebase
  readonly log: Logger
}

/** Writes the documents of tenants somebody looks at into a Firebase database; each tenant's are written by one process. */
export class FirebasePublisher {
  readonly #id = uuidv7()
  readonly #parts: PublisherParts
  readonly #writers = new Map<string, TenantWriter>()
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: PublisherParts) {
    this.#parts = parts
    this.#timer = setInterval(() => this.look(), lookEveryMs)
    this.look()
  }

  /** Looks for what is to be written, now: somebody has come to see it. */
  look(): void {
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#note(error))
  }

  /** Resolves once every look so far is over. */
  settled(): Promise<void> {
    return this.#looking
  }

  async #look(): Promise<void> {
    if (this.#isClosed) return
    const { database } = this.#parts
    const { mine, unwanted } = await database.asSystem(async (tx) => ({
      unwanted: await takeUnwanted(tx, this.#id),
      mine: new Set(await claim(tx, this.#id, leaseMs)),
    }))
    for (const tenantId of mine) if (!this.#writers.has(tenantId)) await this.#start(tenantId)
    for (const [tenantId, writer] of this.#writers) {
      if (mine.has(tenantId)) continue
      this.#writers.delete(tenantId)
      // What another process took over stays as it is.
      if (unwanted.includes(tenantId)) writer.clear().catch((error: unknown) => this.#note(error))
      else writer.stop()
    }
  }

  async #start(tenantId: string): Promise<void> {
    const held: HeldPicture = await this.#parts.pictures.hold(tenantId)
    const { firebase } = this.#parts
    this.#writers.set(
      tenantId,
      new TenantWriter(tenantId, {
        held,
        write: (path, values) => firebase.write(path, values),
        onError: (error) => this.#note(error),
      }),
    )
  }

  #note(error: unknown): void {
    this.#parts.log.error({ err: error }, 'live documents could not be written into Firebase')
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    await this.#looking
    for (const writer of this.#writers.values()) writer.stop()
    this.#writers.clear()
    await this.#parts.database.asSystem((tx) => letGo(tx, this.#id))
  }
}
