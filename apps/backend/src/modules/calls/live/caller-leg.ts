import type {
  AudioSource,
  LegId,
  ListeningId,
  ListenOptions,
  PlaybackId,
  PlayOptions,
  VoiceEvent,
  VoicePort,
} from '@iris/telephony'
import { VoiceError } from '@iris/telephony'

/** What is heard of a caller who may speak. */
export type SpeechEvent = Extract<VoiceEvent, { listening: ListeningId }>

type PlaybackEnd = Extract<VoiceEvent, { kind: 'playback.ended' }>['reason']

const mostTypedAhead = 20

/** The caller's leg as flows and queues use it: something to play to, and keys that come back. */
export class CallerLeg {
  readonly id: LegId
  readonly #voice: VoicePort
  readonly #endOf = new Map<PlaybackId, (reason: PlaybackEnd) => void>()
  readonly #endedEarly = new Map<PlaybackId, PlaybackEnd>()
  readonly #listeners = new Map<ListeningId, (event: SpeechEvent) => void>()
  readonly #keyListeners = new Set<(key: string) => void>()
  /** Keys pressed while nothing waited for one: callers who know the menu do not wait for it. */
  #typedAhead: string[] = []

  constructor(voice: VoicePort, id: LegId) {
    this.#voice = voice
    this.id = id
  }

  /** Starts to play; `ended` tells how it came to an end. An aborted signal stops it. */
  async play(
    source: AudioSource,
    signal: AbortSignal,
    options: PlayOptions = {},
  ): Promise<{ ended: Promise<PlaybackEnd> }> {
    signal.throwIfAborted()
    const playback = await this.#voice.play(this.id, source, options)
    const early = this.#endedEarly.get(playback)
    this.#endedEarly.delete(playback)
    if (early !== undefined) return { ended: Promise.resolve(early) }
    const ended = new Promise<PlaybackEnd>((resolve) => this.#endOf.set(playback, resolve))
    const stop = () => void this.#voice.stop(this.id).catch(() => undefined)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    return { ended: ended.finally(() => signal.removeEventListener('abort', stop)) }
  }

  /** Takes the first key that was pressed while nothing waited for one. */
  takeTypedAhead(): string | undefined {
    return this.#typedAhead.shift()
  }

  forgetTypedAhead(): void {
    this.#typedAhead = []
  }

  onKey(listener: (key: string) => void): () => void {
    this.#keyListeners.add(listener)
    return () => this.#keyListeners.delete(listener)
  }

  /**
   * Listens to what the caller says until that has ended or the signal is aborted; false where nobody can. `onEvent` is
   * told nothing once the signal is aborted.
   */
  async listen(
    options: ListenOptions,
    onEvent: (event: SpeechEvent) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    signal.throwIfAborted()
    const listening = await this.#voice.listen(this.id, options).catch((error: unknown) => {
      if (error instanceof VoiceError && error.kind === 'unavailable') return undefined
      throw error
    })
    if (listening === undefined) return false
    const stop = () => {
      this.#listeners.delete(listening)
      void this.#voice.stopListening(listening).catch(() => undefined)
    }
    if (signal.aborted) stop()
    else this.#listeners.set(listening, onEvent)
    signal.addEventListener('abort', stop, { once: true })
    return true
  }

  /** Takes what the voice engine says of this leg. */
  hear(event: VoiceEvent): void {
    if ('listening' in event) this.#listeners.get(event.listening)?.(event)
    if (event.kind === 'listening.ended') this.#listeners.delete(event.listening)
    if (event.kind === 'leg.dtmf') this.#hearKey(event.key)
    if (event.kind !== 'playback.ended') return
    const tell = this.#endOf.get(event.playback)
    this.#endOf.delete(event.playback)
    if (tell) tell(event.reason)
    else this.#endedEarly.set(event.playback, event.reason)
  }

  #hearKey(key: string): void {
    if (this.#keyListeners.size === 0 && this.#typedAhead.length < mostTypedAhead) {
      this.#typedAhead.push(key)
    }
    for (const listener of this.#keyListeners) listener(key)
  }
}
