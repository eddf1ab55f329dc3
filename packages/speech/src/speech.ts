import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileCache } from './file-cache.ts'
import { promptFileName, rateHz } from './prompt-file.ts'
import { lengthOf, type SpokenPart, spokenParts } from './spoken-parts.ts'
import { type TtsRouterOptions, TtsRouter } from './tts-router.ts'
import { asSpeechError, defaultVoice, SpeechError, type Tts, type Voice } from './tts.ts'
import { type VoiceChoice, voiceChoice, voiceName, wantedOf } from './voice-choice.ts'

/** Speech as files that can be played, each rendered once. */
export interface Speech {
  /**
   * The path of a WAV file (8 kHz, mono, µ-law) that says the text, or the SSML: one shipped with the product if there
   * is one, else one rendered now or before. `voice` is a language (`de`) or a driver's voice (`polly:Vicki@de`).
   * Rejects with `SpeechError`, of kind `unavailable` where nothing can speak.
   */
  say(text: string, voice?: string): Promise<string>
  /** The voices that can be chosen, of all drivers that answer. Rejects with `SpeechError` where none does. */
  voices(): Promise<readonly OfferedVoice[]>
  /** What was done so far, for metrics. */
  figures(): SpeechFigures
  /** Ends the engines. Idempotent. */
  close(): Promise<void>
}

/** A voice by the name under which it is chosen. */
export interface OfferedVoice extends Voice {
  readonly driver: Tts['id']
}

export interface SpeechFigures {
  /** Texts that had been rendered before. */
  readonly hits: number
  /** Texts that had to be rendered. */
  readonly renders: number
  /** Times a driver failed and the next was asked. */
  readonly failures: number
  /** Drivers that are not asked for a while because they kept failing. */
  readonly resting: number
  readonly cacheBytes: number
}

export interface SpeechOptions extends Pick<TtsRouterOptions, 'now' | 'breaker' | 'attemptMs'> {
  /** Where rendered speech is kept between runs; made if missing. */
  readonly directory: string
  /** Folders of prompts rendered ahead, searched in order before the local engine is asked; `[shippedPrompts]` by default. */
  readonly prerendered?: readonly string[]
  /** What speaks, in the order it is tried; the last one whatever happens. */
  readonly drivers: readonly Tts[]
  readonly logger: SpeechLogger
  /** The most `directory` may hold, in bytes; what was not used longest goes first. 256 MiB by default. */
  readonly maxBytes?: number
}

/** The part of a pino logger that is used. */
export interface SpeechLogger {
  debug(data: object, message: string): void
  warn(data: object, message: string): void
}

/** The folder of the prompts that come with the product (see `phrases`). */
export const shippedPrompts = fileURLToPath(new URL('../prompts', import.meta.url))

/** Vendors' lists change seldom, and asking takes a while. */
const offersMs = 5 * 60_000

/** Opens speech over a folder. Rejects if the folder cannot be made or read. */
export async function openSpeech(options: SpeechOptions): Promise<Speech> {
  const cache = await FileCache.open(options.directory, options.maxBytes ?? 256 * 1024 * 1024)
  return new CachedSpeech(options, cache)
}

class CachedSpeech implements Speech {
  readonly #options: SpeechOptions
  readonly #cache: FileCache
  readonly #router: TtsRouter
  readonly #underWay = new Map<string, Promise<string>>()
  #offers: { readonly voices: readonly OfferedVoice[]; readonly untilMs: number } | undefined
  #hits = 0
  #renders = 0
  #failures = 0

  constructor(options: SpeechOptions, cache: FileCache) {
    this.#options = options
    this.#cache = cache
    this.#router = new TtsRouter({
      ...options,
      onFailure: (tts, error) => {
        this.#failures += 1
        options.logger.warn({ err: error, driver: tts.name }, 'speech driver failed')
      },
    })
  }

  async say(text: string, voice: string = defaultVoice): Promise<string> {
    const parts = spokenParts(text)
    const choice = voiceChoice(voice)
    const key = JSON.stringify({ parts, choice })
    const sameText = this.#underWay.get(key)
    if (sameText !== undefined) return sameText
    const path = this.#findOrRender(parts, choice).catch((error: unknown) => {
      const { logger } = this.#options
      logger.warn({ err: error, characters: lengthOf(parts), voice }, 'speech not rendered')
      throw asSpeechError(error, 'The speech could not be kept.')
    })
    this.#underWay.set(key, path)
    try {
      return await path
    } finally {
      this.#underWay.delete(key)
    }
  }

  async voices(): Promise<readonly OfferedVoice[]> {
    const now = performance.now()
    if (this.#offers && now < this.#offers.untilMs) return this.#offers.voices
    const voices = await this.#askForVoices()
    this.#offers = { voices, untilMs: now + offersMs }
    return voices
  }

  async #askForVoices(): Promise<readonly OfferedVoice[]> {
    const asked = await Promise.allSettled(this.#options.drivers.map(offersOf))
    const offers = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    const refusal = asked.find((answer) => answer.status === 'rejected')
    if (offers.length === 0 && refusal) throw asSpeechError(refusal.reason, 'No voice answers.')
    return offers
  }

  figures(): SpeechFigures {
    return {
      hits: this.#hits,
      renders: this.#renders,
      failures: this.#failures,
      resting: this.#router.resting,
      cacheBytes: this.#cache.bytes,
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#options.drivers.map((tts) => tts.close()))
  }

  #findOrRender(parts: readonly SpokenPart[], choice: VoiceChoice): Promise<string> {
    const nameFor = (tts: Tts) => promptFileName(parts, wantedOf(choice, tts.id), tts)
    return this.#router.first(choice, {
      find: async (tts) => {
        const name = nameFor(tts)
        const shipped = tts.id === 'local' ? await this.#shipped(name) : undefined
        const found = shipped ?? (await this.#cache.find(name))
        if (found !== undefined) this.#hits += 1
        return found
      },
      render: async (tts, signal) => {
        const startedAt = performance.now()
        const voice = wantedOf(choice, tts.id)
        const wav = await tts.render({ parts, voice, rateHz, signal })
        this.#renders += 1
        const renderMs = Math.round(performance.now() - startedAt)
        this.#options.logger.debug(
          { driver: tts.name, characters: lengthOf(parts), renderMs, bytes: wav.length },
          'speech rendered',
        )
        return this.#keep(nameFor(tts), wav)
      },
    })
  }

  async #keep(name: string, wav: Uint8Array): Promise<string> {
    try {
      return await this.#cache.add(name, wav)
    } catch (cause) {
      throw new SpeechError('failed', 'The speech could not be kept.', { cause })
    }
  }

  async #shipped(name: string): Promise<string | undefined> {
    for (const folder of this.#options.prerendered ?? [shippedPrompts]) {
      const path = join(folder, name)
      try {
        await access(path)
        return path
      } catch {
        // Not in this folder.
      }
    }
    return undefined
  }
}

async function offersOf(tts: Tts): Promise<OfferedVoice[]> {
  const voices = await tts.voices()
  return voices.map((voice) => ({ ...voice, id: voiceName(tts.id, voice.id), driver: tts.id }))
}
