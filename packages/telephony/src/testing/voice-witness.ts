import type { VoiceEvent, VoiceEventOf, VoiceEventType, VoicePort } from '../port.ts'

/** Every type of event there is. */
export const EVENT_TYPES: Readonly<Record<VoiceEventType, true>> = {
  'leg.incoming': true,
  'leg.ringing': true,
  'leg.early_media': true,
  'leg.answered': true,
  'leg.dtmf': true,
  'leg.held': true,
  'leg.resumed': true,
  'leg.refer_requested': true,
  'leg.refer_progress': true,
  'leg.ended': true,
  'leg.quality': true,
  'leg.machine': true,
  'speech.started': true,
  'speech.partial': true,
  'speech.final': true,
  'listening.ended': true,
  'playback.ended': true,
  'recording.ended': true,
  'user.registered': true,
  'user.unregistered': true,
  'trunk.changed': true,
}

const isType = (text: string): text is VoiceEventType => text in EVENT_TYPES

/** Hears every event of a port and waits for those that a test wants. */
export class VoiceWitness {
  readonly events: VoiceEvent[] = []
  readonly #seen = new Map<VoiceEventType, number>()
  readonly #waiting = new Set<() => void>()

  constructor(port: VoicePort) {
    for (const type of Object.keys(EVENT_TYPES).filter(isType)) {
      port.on(type, (event) => {
        this.events.push(event)
        for (const look of this.#waiting) look()
      })
    }
  }

  /** The kinds of everything that happened, in order. */
  kinds(): VoiceEventType[] {
    return this.events.map((event) => event.kind)
  }

  /** The next event of a type that has not been asked for yet. Rejects after the time. */
  async next<Type extends VoiceEventType>(
    type: Type,
    waitMs = 15_000,
  ): Promise<VoiceEventOf<Type>> {
    const place = this.#seen.get(type) ?? 0
    this.#seen.set(type, place + 1)
    const find = (): VoiceEventOf<Type> | undefined =>
      this.events.filter((event): event is VoiceEventOf<Type> => event.kind === type)[place]
    const found = find()
    if (found) return found
    return await new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(look)
        reject(new Error(`No ${type} came; there were ${this.kinds().join(', ')}`))
      }, waitMs)
      const look = (): void => {
        const event = find()
        if (!event) return
        this.#waiting.delete(look)
        clearTimeout(limit)
        resolve(event)
      }
      this.#waiting.add(look)
    })
  }
}
