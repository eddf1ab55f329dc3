import type { SpokenPart } from './spoken-parts.ts'

/** The drivers there are. */
export const ttsIds = ['elevenlabs', 'openai', 'polly', 'local'] as const
export type TtsId = (typeof ttsIds)[number]

/** The port to whatever turns text into speech. */
export interface Tts {
  readonly id: TtsId
  /** What it is, for logs: `espeak-ng 1.51` … */
  readonly name: string
  /** What its sound depends on beside text and voice: the model, the voice it takes for a language. Part of cache keys. */
  readonly fingerprint: string
  readonly capabilities: TtsCapabilities

  /**
   * Speaks. Resolves with a whole WAV file: mono, `rateHz`, µ-law, speech at about −18 dBFS RMS, without the silence an
   * engine puts before and after. Rejects with `SpeechError`; settles within the driver's time limit, and at once when
   * the signal is aborted.
   */
  render(request: RenderRequest): Promise<Uint8Array>

  /** The voices `render` knows. Rejects with `SpeechError`, of kind `unavailable` where there is no engine. */
  voices(): Promise<readonly Voice[]>

  /** Ends processes and refuses what waits. Idempotent. */
  close(): Promise<void>
}

/** What a driver can do; the rest of the markup is left out, and the words are said all the same. */
export interface TtsCapabilities {
  /** The slowest and the fastest it can speak, 1 being its usual speed. What is asked beyond is brought within. */
  readonly rates: { readonly slowest: number; readonly fastest: number }
  /** Whether a text that is to be emphasised sounds different. */
  readonly emphasis: 'heard' | 'ignored'
  /** Whether texts leave this machine. */
  readonly offline: boolean
}

export interface RenderRequest {
  /** At least one is said; at most `maxTextLength` characters in all. */
  readonly parts: readonly SpokenPart[]
  readonly voice: WantedVoice
  readonly rateHz: 8000
  readonly signal?: AbortSignal
}

/** One of the driver's voices by its id, or the one that the driver takes for a language. */
export type WantedVoice =
  | { readonly kind: 'named'; readonly id: string }
  | { readonly kind: 'language'; readonly language: string }

export interface Voice {
  /** The driver's id for it, such as `en-us` or `Joanna`. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** BCP 47; `mul` where it speaks many. */
  readonly language: string
}

/** The voice that speaks where none was chosen. */
export const defaultVoice = 'en-us'

/** The longest text that can be spoken, in characters. */
export const maxTextLength = 2000

/** Why something could not be said or understood. */
export class SpeechError extends Error {
  readonly kind:
    /** There is nothing that could. */
    | 'unavailable'
    /** There is nothing to say in the text, it is too long, or its markup is wrong. */
    | 'bad-text'
    | 'unknown-voice'
    | 'timeout'
    /** Too much is asked at once, or the vendor's limit is reached. */
    | 'busy'
    /** The vendor does not accept the credentials. */
    | 'refused'
    /** More came back than can be kept. */
    | 'too-large'
    /** The one who asked went away. */
    | 'aborted'
    | 'failed'
    | 'closed'

  constructor(kind: SpeechError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SpeechError'
    this.kind = kind
  }
}

/** Any failure as a `SpeechError`; what is not one becomes of kind `failed`. */
export function asSpeechError(error: unknown, message: string): SpeechError {
  return error instanceof SpeechError ? error : new SpeechError('failed', message, { cause: error })
}
