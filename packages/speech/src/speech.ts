import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileCache } from './file-cache.ts'
import { promptFileName, rateHz } from './prompt-file.ts'
import { spokenText } from './spoken-text.ts'
import { defaultVoice, SpeechError, type Tts, type Voice } from './tts.ts'

/** Speech as files that can be played, each rendered once. */
export interface Speech {
  /**
   * The path of a WAV file (8 kHz, mono, µ-law) that says the text: one shipped with the product if there is one, else
   * one rendered now or before. Rejects with `SpeechError`, of kind `unavailable` where nothing can speak.
   */
  say(text: string, voice?: string): Promise<string>
  /** The voices that can be chosen. Rejects with `SpeechError` of kind `unavailable` where nothing can speak. */
  voices(): Promise<readonly Voice[]>
  /** Ends the engine. Idempotent. */
  close(): Promise<void>
}

export interface SpeechOptions {
  /** Where rendered speech is kept between runs; made if missing. */
  readonly directory: string
  /** Folders of prompts rendered ahead, searched in order before anything is rendered; `[shippedPrompts]` by default. */
  readonly prerendered?: readonly string[]
  readonly tts: Tts
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

/** Opens speech over a folder. Rejects if the folder cannot be made or read. */
export async function openSpeech(options: SpeechOptions): Promise<Speech> {
  const { directory, prerendered = [shippedPrompts], tts, logger } = options
  const cache = await FileCache.open(directory, options.maxBytes ?? 256 * 1024 * 1024)
  const underWay = new Map<string, Promise<string>>()

  const render = async (name: string, text: string, voice: string): Promise<string> => {
    const found = (await findIn(prerendered, name)) ?? (await cache.find(name))
    if (found !== undefined) return found
    const startedAt = performance.now()
    const wav = await tts.render({ text, voice, rateHz })
    const renderMs = Math.round(performance.now() - startedAt)
    logger.debug({ characters: text.length, voice, renderMs, bytes: wav.length }, 'speech rendered')
    return cache.add(name, wav)
  }

  return {
    async say(text, voice = defaultVoice) {
      const spoken = spokenText(text)
      const name = promptFileName(spoken, voice)
      const sameText = underWay.get(name)
      if (sameText !== undefined) return sameText
      const path = render(name, spoken, voice).catch((error: unknown) => {
        logger.warn({ err: error, characters: spoken.length, voice }, 'speech not rendered')
        throw asSpeechError(error)
      })
      underWay.set(name, path)
      try {
        return await path
      } finally {
        underWay.delete(name)
      }
    },
    voices: () => tts.voices(),
    close: () => tts.close(),
  }
}

async function findIn(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
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

function asSpeechError(error: unknown): SpeechError {
  if (error instanceof SpeechError) return error
  return new SpeechError('failed', 'The speech could not be kept.', { cause: error })
}
