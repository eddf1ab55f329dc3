import { checkVoice } from './spoken-text.ts'
import { defaultVoice, SpeechError, type TtsId, ttsIds, type WantedVoice } from './tts.ts'

/** A voice as people choose it, in a flow or a request. */
export type VoiceChoice =
  /** Any driver's usual voice for a language. */
  | { readonly kind: 'language'; readonly language: string }
  /** One driver's voice; `language` is what others speak where that driver cannot. */
  | {
      readonly kind: 'voice'
      readonly driver: TtsId
      readonly id: string
      readonly language: string
    }

/**
 * Reads `de`, `en-us`, `polly:Joanna` or `elevenlabs:21m00Tcm4TlvDq8ikWAM@de`, where what follows the `@` is the language.
 * Throws `SpeechError` of kind `unknown-voice`.
 */
export function voiceChoice(text: string): VoiceChoice {
  const colon = text.indexOf(':')
  if (colon < 0) {
    checkVoice(text.toLowerCase())
    return { kind: 'language', language: text.toLowerCase() }
  }
  const driver = ttsIds.find((id) => id === text.slice(0, colon))
  const [id = '', language = defaultVoice] = text.slice(colon + 1).split('@')
  checkVoice(language.toLowerCase())
  if (driver === undefined || !/^[\w+-]{1,64}$/.test(id)) {
    throw new SpeechError('unknown-voice', 'That is not the name of a voice, such as polly:Joanna.')
  }
  return { kind: 'voice', driver, id, language: language.toLowerCase() }
}

/** What one driver is asked for. */
export function wantedOf(choice: VoiceChoice, driver: TtsId): WantedVoice {
  if (choice.kind === 'voice' && choice.driver === driver) return { kind: 'named', id: choice.id }
  return { kind: 'language', language: choice.language }
}

/** The voice's name by which `voiceChoice` finds it again. Local voices are languages, and named as such. */
export function voiceName(driver: TtsId, id: string): string {
  return driver === 'local' ? id : `${driver}:${id}`
}
