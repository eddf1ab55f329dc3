import type { Kv } from '@iris/platform'
import { type Speech, SpeechError } from '@iris/speech'
import { readFile } from 'node:fs/promises'
import { byteRange, type Media, mediaOf } from '../../http/media.ts'
import { invalidField, Refusal } from '../../problem.ts'

const windowMs = 60_000
/** What one user may try in a minute; some vendors are paid by the character. */
const previewsPerWindow = 20
/** How many are rendered at once, for all: callers come first. */
const mostAtOnce = 2

/** Speech for those who write flows, within limits that leave callers their share. */
export class Previews {
  readonly #speech: Speech
  readonly #kv: Kv
  #underWay = 0

  constructor(speech: Speech, kv: Kv) {
    this.#speech = speech
    this.#kv = kv
  }

  /** @throws Refusal `unavailable` where nothing can speak */
  async voices() {
    try {
      return await this.#speech.voices()
    } catch (error) {
      throw refusalOf(error)
    }
  }

  /** @throws Refusal `validation_failed`, `too_many_requests` or `unavailable` */
  async render(userId: string, text: string, voice: string | undefined): Promise<Media> {
    const wav = await this.speak(userId, text, voice)
    return mediaOf(wav, 'preview.wav', byteRange(undefined, wav.length))
  }

  /** The same as a WAV file. @throws Refusal as `render` does */
  async speak(userId: string, text: string, voice: string | undefined): Promise<Buffer> {
    const { count, resetsInMs } = await this.#kv.increment(`speech-preview:${userId}`, windowMs)
    if (count > previewsPerWindow) {
      throw new Refusal('too_many_requests', { retryAfterSeconds: Math.ceil(resetsInMs / 1000) })
    }
    if (this.#underWay >= mostAtOnce) {
      throw new Refusal('too_many_requests', {
        detail: 'Others are trying texts right now.',
        retryAfterSeconds: 2,
      })
    }
    this.#underWay += 1
    try {
      return await readFile(await this.#speech.say(text, voice))
    } catch (error) {
      throw refusalOf(error)
    } finally {
      this.#underWay -= 1
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof SpeechError)) return error
  switch (error.kind) {
    case 'bad-text':
      return invalidField('/text', error.message)
    case 'unknown-voice':
      return invalidField('/voice', error.message)
    case 'unavailable':
      return new Refusal('unavailable', { detail: error.message })
    case 'timeout':
    case 'busy':
    case 'refused':
    case 'too-large':
    case 'aborted':
    case 'failed':
    case 'closed':
      return new Refusal('unavailable', { detail: 'It could not be spoken right now.' })
  }
}
