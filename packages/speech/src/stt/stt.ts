import { SpeechError } from '../tts.ts'

/** The port to whatever turns speech into text. */
export interface Stt {
  /** What it is, for logs. */
  readonly name: string
  readonly capabilities: SttCapabilities
  /** Begins to listen. Throws `SpeechError` of kind `bad-text` for hints or a language nobody could use. */
  listen(request: ListenRequest): Listening
  /** Refuses what is under way and whatever comes after, with `closed`. Idempotent. */
  close(): Promise<void>
}

export interface SttCapabilities {
  /** Whether it says what it has heard so far while somebody still speaks. */
  readonly partials: boolean
  /** Whether it listens for words it is told. */
  readonly hints: boolean
  /** Whether speech leaves this machine. */
  readonly offline: boolean
}

export interface ListenRequest {
  /** BCP 47, such as `en-US` or `de`. */
  readonly language: string
  /** Words that may well be said: names, products. At most 50, of at most 40 characters each. */
  readonly hints?: readonly string[]
  /** Told what has been heard so far, each time all of it. */
  readonly onPartial?: (text: string) => void
}

/** Somebody is listened to. Of `finish` and `cancel` one is called, once. */
export interface Listening {
  /** What is said: µ-law at 8 kHz, in pieces of any size. Never fails; how it went, `finish` says. */
  write(muLaw: Uint8Array): void
  /** Nothing more is said. Rejects with `SpeechError`; settles within the driver's time limit. */
  finish(): Promise<Transcript>
  /** Nobody wants to know any more. */
  cancel(): void
}

export interface Transcript {
  /** Empty where nothing was understood. */
  readonly text: string
  /** 0 to 1, where the driver says it. */
  readonly confidence: number | undefined
}

/** What every driver can be told. */
export interface SttLimits {
  /** How long it may take from the end of speech to the text, in ms; 15 s by default. */
  readonly timeoutMs?: number
  /** The most speech that is listened to at a time, in ms; five minutes by default. */
  readonly maxSpeechMs?: number
  /** Where the vendor is, when it is not where it always is: a test's double. */
  readonly origin?: string
}

export const defaultSttTimeoutMs = 15_000
export const defaultMaxSpeechMs = 5 * 60_000

/** Throws `SpeechError` of kind `bad-text` where a language or a hint is none. */
export function checkListenRequest({ language, hints = [] }: ListenRequest): void {
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}$/i.test(language)) {
    throw new SpeechError('bad-text', 'Write a language such as en-US.')
  }
  const isWord = (hint: string) =>
    hint.length <= 40 && /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'&-]*$/u.test(hint)
  if (hints.length > 50 || !hints.every(isWord)) {
    throw new SpeechError('bad-text', 'Hints are words: at most 50, of at most 40 letters each.')
  }
}

/** A language as most write it: `en-us` is `en-US`. */
export function languageTag(language: string): string {
  return language
    .split('-')
    .map((part, index) =>
      index > 0 && part.length === 2 ? part.toUpperCase() : part.toLowerCase(),
    )
    .join('-')
}
