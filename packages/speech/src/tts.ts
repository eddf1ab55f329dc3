/** The port to whatever turns text into speech. */
export interface Tts {
  /** What it is, for logs: `espeak-ng 1.51` … */
  readonly name: string

  /**
   * Speaks a text. Resolves with a whole WAV file: mono, `rateHz`, µ-law, speech at about −18 dBFS RMS.
   * Rejects with `SpeechError`. At most 2000 characters; settles within the driver's time limit.
   */
  render(request: RenderRequest): Promise<Uint8Array>

  /** The voices `render` knows. Rejects with `SpeechError` of kind `unavailable` where there is no engine. */
  voices(): Promise<readonly Voice[]>

  /** Ends processes and refuses what waits. Idempotent. */
  close(): Promise<void>
}

export interface RenderRequest {
  readonly text: string
  /** A voice's id. */
  readonly voice: string
  readonly rateHz: 8000
}

export interface Voice {
  /** What `render` takes, such as `en-us`. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** BCP 47. */
  readonly language: string
}

/** The voice that speaks where none was chosen. */
export const defaultVoice = 'en-us'

/** The longest text that can be spoken, in characters. */
export const maxTextLength = 2000

/** Why something could not be said. */
export class SpeechError extends Error {
  readonly kind:
    | 'unavailable'
    | 'bad-text'
    | 'unknown-voice'
    | 'timeout'
    | 'busy'
    | 'failed'
    | 'closed'

  constructor(kind: SpeechError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SpeechError'
    this.kind = kind
  }
}
