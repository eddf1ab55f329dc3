import { randomUUID } from 'node:crypto'
import {
  boundsOf,
  type ListeningEnd,
  type ListeningEvent,
  type ListeningId,
  type ListenOptions,
  type Transcriber,
  type Transcription,
} from '../listening.ts'
import type { HearingEnd, MediaEngine } from '../media/index.ts'
import { VoiceError, type LegId } from '../port.ts'
import type { Clock } from '../sip/clock.ts'
import type { Log } from '../sip/log.ts'
import type { Leg } from './leg.ts'

interface Surroundings {
  readonly media: MediaEngine
  readonly transcriber: Transcriber | undefined
  /** How long the recogniser may take from the end of speech to the text. */
  readonly transcriptMs: number
  readonly clock: Clock
  readonly log: Log
  readonly emit: (event: ListeningEvent) => void
}

interface Running {
  readonly leg: LegId
  readonly listening: ListeningId
  readonly language: string
  readonly transcription: Transcription
}

/**
 * What is being listened to. The media process hears, and says when all has been said; the recogniser is talked to from
 * here, where nothing it does can hold up the sound.
 */
export class Listenings {
  readonly #around: Surroundings
  readonly #running = new Map<ListeningId, Running>()

  constructor(around: Surroundings) {
    this.#around = around
    around.media.on('speech.started', (event) => {
      if (this.#running.has(event.listening)) around.emit(event)
    })
    around.media.on('listening.heard', ({ listening, muLaw }) => this.#hear(listening, muLaw))
    around.media.on('listening.over', ({ listening, reason }) => void this.#over(listening, reason))
  }

  /** How many are listened to, for tests of leaks. */
  get size(): number {
    return this.#running.size
  }

  /** Begins. Rejects as the port says. */
  async begin(leg: Leg, options: ListenOptions): Promise<ListeningId> {
    const { transcriber } = this.#around
    if (!transcriber) throw new VoiceError('unavailable', 'Nothing here turns speech into text')
    const bounds = boundsOf(options)
    const listening = randomUUID()
    const transcription = this.#open(transcriber, { leg: leg.id, listening }, options)
    const { language } = options
    this.#running.set(listening, { leg: leg.id, listening, language, transcription })
    try {
      await leg.ask((media) => media.listen(leg.id, listening, bounds))
    } catch (error) {
      this.#forget(listening)
      transcription.cancel()
      throw error
    }
    return listening
  }

  /** Ends one without a word more. */
  async stop(listening: ListeningId): Promise<void> {
    if (!this.#running.has(listening)) return
    this.#giveUp(listening, 'stopped')
    // The engine may have lost it already, with its process or its leg.
    await this.#around.media.stopListening(listening).catch(() => undefined)
  }

  endAllOf(leg: LegId): void {
    for (const running of this.#running.values()) {
      if (running.leg === leg) this.#giveUp(running.listening, 'leg-ended')
    }
  }

  #open(
    transcriber: Transcriber,
    told: { readonly leg: LegId; readonly listening: ListeningId },
    { language, hints }: ListenOptions,
  ): Transcription {
    const onPartial = (text: string): void => {
      // What comes late is of no use, and what says nothing neither.
      if (text === '' || !this.#running.has(told.listening)) return
      this.#around.emit({ kind: 'speech.partial', ...told, text, language })
    }
    try {
      return transcriber.listen({ language, onPartial, ...(hints && { hints }) })
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      throw new TypeError(`This cannot be listened for: ${problem}`, { cause: error })
    }
  }

  #hear(listening: ListeningId, muLaw: Uint8Array): void {
    const running = this.#running.get(listening)
    if (!running) return
    try {
      running.transcription.write(muLaw)
    } catch (error) {
      this.#complain(running, error)
      this.#giveUp(listening, 'failed')
      void this.#around.media.stopListening(listening).catch(() => undefined)
    }
  }

  /** All has been said: the recogniser has its time, and no more. */
  async #over(listening: ListeningId, reason: HearingEnd): Promise<void> {
    const running = this.#running.get(listening)
    if (!running) return
    if (reason === 'no-speech') return this.#giveUp(listening, reason)
    const { leg, language, transcription } = running
    const { clock, transcriptMs, emit } = this.#around
    const late = Promise.withResolvers<never>()
    const stopWaiting = clock.after(transcriptMs, () => late.reject(new Error('It took too long')))
    try {
      const { text, confidence } = await Promise.race([transcription.finish(), late.promise])
      if (!this.#forget(listening)) return
      const sure = confidence === undefined ? {} : { confidence }
      emit({ kind: 'speech.final', leg, listening, text, ...sure, language })
      emit({ kind: 'listening.ended', leg, listening, reason })
    } catch (error) {
      if (!this.#running.has(listening)) return
      this.#complain(running, error)
      this.#giveUp(listening, 'failed')
    } finally {
      stopWaiting()
    }
  }

  #giveUp(listening: ListeningId, reason: ListeningEnd): void {
    const running = this.#forget(listening)
    if (!running) return
    running.transcription.cancel()
    this.#around.emit({ kind: 'listening.ended', leg: running.leg, listening, reason })
  }

  #forget(listening: ListeningId): Running | undefined {
    const running = this.#running.get(listening)
    this.#running.delete(listening)
    return running
  }

  #complain({ leg }: Running, error: unknown): void {
    this.#around.log.warn({ leg, err: error }, 'What a party said could not be turned into text')
  }
}
