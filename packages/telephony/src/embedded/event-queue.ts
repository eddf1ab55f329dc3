import type { Log } from '../sip/log.ts'
import type { VoiceEvent, VoiceEventOf, VoiceEventType } from '../port.ts'

type Listener = (event: VoiceEvent) => void

/**
 * Hands events to listeners in the order things happened, also when a listener causes further events. A listener that
 * throws harms nobody else.
 */
export class EventQueue {
  readonly #log: Log
  readonly #listeners = new Map<VoiceEventType, Set<Listener>>()
  readonly #waiting: VoiceEvent[] = []
  #isRunning = false

  constructor(log: Log) {
    this.#log = log
  }

  on<Type extends VoiceEventType>(
    type: Type,
    listener: (event: VoiceEventOf<Type>) => void,
  ): () => void {
    const hear: Listener = (event) => {
      if (isOf(event, type)) listener(event)
    }
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(hear))
    return () => listeners.delete(hear)
  }

  hasListener(type: VoiceEventType): boolean {
    return (this.#listeners.get(type)?.size ?? 0) > 0
  }

  emit(event: VoiceEvent): void {
    this.#waiting.push(event)
    if (this.#isRunning) return
    this.#isRunning = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#deliver(next)
    this.#isRunning = false
  }

  #deliver(event: VoiceEvent): void {
    for (const listener of this.#listeners.get(event.kind) ?? []) {
      try {
        listener(event)
      } catch (error) {
        this.#log.error({ err: error, event: event.kind }, 'A listener to voice events threw')
      }
    }
  }
}

function isOf<Type extends VoiceEventType>(
  event: VoiceEvent,
  type: Type,
): event is VoiceEventOf<Type> {
  return event.kind === type
}
