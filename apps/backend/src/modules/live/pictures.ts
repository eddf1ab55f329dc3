import type { EventBus } from '../../work.ts'
import { Picture, type PictureParts } from './picture.ts'

/** A picture nobody looks at any more is kept up for so long: somebody may come back. */
const lingerMs = 30_000

/** What a picture is for those who tell of it. */
export interface PictureSource {
  /** A tenant's picture, kept up until it is released. Rejects where it cannot be read. */
  hold(tenantId: string): Promise<HeldPicture>
}

export interface HeldPicture {
  readonly picture: Pick<Picture, 'documentOf' | 'paths' | 'listen'>
  release(): void
}

interface Held {
  readonly picture: Picture
  holders: number
  timer: NodeJS.Timeout | undefined
}

/** The pictures of those tenants at whom somebody looks. */
export class Pictures implements PictureSource {
  readonly #parts: PictureParts
  readonly #held = new Map<string, Held>()
  readonly #stopWatching: () => void

  constructor(parts: PictureParts & { readonly bus: EventBus }) {
    this.#parts = parts
    this.#stopWatching = parts.bus.watch((event) =>
      this.#held.get(event.tenantId)?.picture.hear(event),
    )
  }

  async hold(tenantId: string): Promise<HeldPicture> {
    const held = this.#held.get(tenantId) ?? this.#open(tenantId)
    held.holders++
    clearTimeout(held.timer)
    let isReleased = false
    const release = () => {
      if (isReleased) return
      isReleased = true
      if (--held.holders === 0) held.timer = setTimeout(() => this.#drop(tenantId, held), lingerMs)
    }
    try {
      await held.picture.ready
    } catch (error) {
      release()
      this.#drop(tenantId, held)
      throw error
    }
    return { picture: held.picture, release }
  }

  close(): void {
    this.#stopWatching()
    for (const [tenantId, held] of this.#held) this.#drop(tenantId, held)
  }

  #open(tenantId: string): Held {
    const held: Held = {
      picture: new Picture(tenantId, this.#parts),
      holders: 0,
      timer: undefined,
    }
    this.#held.set(tenantId, held)
    return held
  }

  #drop(tenantId: string, held: Held): void {
    clearTimeout(held.timer)
    held.picture.close()
    if (this.#held.get(tenantId) === held) this.#held.delete(tenantId)
  }
}
