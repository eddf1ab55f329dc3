import type { LegId, RoomId, VoicePort } from '@iris/telephony'

/** Lets whoever has dialled hear what the network says before anybody takes the call: its tones, its announcements. */
export class EarlyListening {
  readonly #voice: VoicePort
  readonly #listener: LegId
  readonly #open: () => Promise<void>
  #begun: Promise<RoomId | undefined> | undefined
  #isOver = false

  /** `open` lets the listener hear anything but its own tone. */
  constructor(voice: VoicePort, listener: LegId, open: () => Promise<void>) {
    this.#voice = voice
    this.#listener = listener
    this.#open = open
  }

  get hasBegun(): boolean {
    return this.#begun !== undefined
  }

  /** The called leg is heard already. That it cannot be listened to is no harm to the call. */
  begin(callee: LegId): void {
    if (!this.#isOver) this.#begun ??= this.#begin(callee)
  }

  /** Resolves once nobody is listened to any more; both legs are free for another room. Never rejects. */
  async end(): Promise<void> {
    this.#isOver = true
    const room = await this.#begun
    if (room !== undefined) await this.#voice.closeRoom(room).catch(() => undefined)
  }

  async #begin(callee: LegId): Promise<RoomId | undefined> {
    const voice = this.#voice
    let room: RoomId | undefined
    try {
      await this.#open()
      room = await voice.openRoom()
      await Promise.all([
        voice.join(room, callee, 'callee'),
        voice.join(room, this.#listener, 'agent'),
      ])
    } catch {
      // One of the two has gone, or the desk takes no audio yet: its own tone goes on.
    }
    return room
  }
}
