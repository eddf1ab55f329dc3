import type { LegId } from './port.ts'

/**
 * The part of the voice port that listens: speech to text, and who answered. As everywhere at the port, sound never crosses
 * it: words and verdicts do.
 */

export type ListeningId = string

/** What is listened for, and when that ends by itself. */
export interface ListenOptions {
  /** BCP 47, such as `en-US` or `de`. */
  readonly language: string
  /** Words that may well be said: names, products, the options of a menu. At most 50, of at most 40 letters each. */
  readonly hints?: readonly string[]
  /** Ends as `no-speech` when nothing was said by then; 5 s unless told. */
  readonly firstWordMs?: number
  /** Ends as `silence` when nothing was said for so long after something was; 800 ms unless told. */
  readonly silenceEndMs?: number
  /** Ends as `max-length` so long after something was said first; 30 s unless told, five minutes at most. */
  readonly maxMs?: number
}

/** What is heard of a leg, in this order. `speech.final` comes at most once, before `listening.ended`, which is the last. */
export type ListeningEvent =
  /** Somebody has begun to speak: whatever is played may be stopped. Comes once. */
  | { readonly kind: 'speech.started'; readonly leg: LegId; readonly listening: ListeningId }
  /** What was understood so far, each time all of it; only where the recogniser says so. */
  | {
      readonly kind: 'speech.partial'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly text: string
      readonly language: string
    }
  /** All that was said. The text is empty where nothing was understood. */
  | {
      readonly kind: 'speech.final'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly text: string
      /** 0 to 1, where the recogniser says it. */
      readonly confidence?: number
      readonly language: string
    }
  /** `failed`: the recogniser gave nothing within its time; the call is none the worse for it. */
  | {
      readonly kind: 'listening.ended'
      readonly leg: LegId
      readonly listening: ListeningId
      readonly reason: ListeningEnd
    }

export type ListeningEnd =
  | 'silence'
  | 'max-length'
  | 'no-speech'
  | 'stopped'
  | 'leg-ended'
  | 'failed'

export interface MachineDetectionOptions {
  /** How long to wait for somebody to speak before the verdict is `unsure`; 5 s unless told. */
  readonly silenceMs?: number
  /** How long beeps are waited for, from the beginning; 60 s unless told. */
  readonly maxMs?: number
}

/**
 * Who answered, as far as is known by now. It comes within 1.5 s after speech began; again, `revised`, when more was heard;
 * and at the beep, which only machines make. Nothing follows a beep, or a person who is settled.
 */
export interface MachineEvent {
  readonly kind: 'leg.machine'
  readonly leg: LegId
  readonly verdict: 'human' | 'machine' | 'unsure'
  /** 0.5 for a guess, 1 for certainty. */
  readonly confidence: number
  /** From when detection began. */
  readonly afterMs: number
  /** Whether it takes the place of an earlier verdict. */
  readonly revised: boolean
  /** A beep has just ended: what is said now is recorded. */
  readonly beep: boolean
  /** Whether nothing but a beep can change it any more; a person stays one. */
  readonly settled: boolean
}

/** Whatever turns speech into text, as a driver of the port uses it that hears the sound itself. */
export interface Transcriber {
  /** Begins to listen. Throws for a language or hints nobody could use. */
  listen(request: {
    readonly language: string
    readonly hints?: readonly string[]
    /** Told what was understood so far, each time all of it. */
    readonly onPartial: (text: string) => void
  }): Transcription
}

/** Somebody is being listened to. Of `finish` and `cancel` one is called, once. */
export interface Transcription {
  /** What is said: µ-law at 8 kHz, in pieces of any size. */
  write(muLaw: Uint8Array): void
  /** Nothing more is said. Rejects when nothing can be known. */
  finish(): Promise<{ readonly text: string; readonly confidence: number | undefined }>
  /** Nobody wants to know any more. */
  cancel(): void
}

/** The bounds of listening with everything filled in. */
export interface ListenBounds {
  readonly firstWordMs: number
  readonly silenceEndMs: number
  readonly maxMs: number
}

const longestMs = 300_000

/** Throws a `TypeError` for bounds that cannot be. */
export function boundsOf(options: ListenOptions): ListenBounds {
  const { firstWordMs = 5000, silenceEndMs = 800, maxMs = 30_000 } = options
  for (const [name, ms] of Object.entries({ firstWordMs, silenceEndMs, maxMs })) {
    if (!(ms > 0 && ms <= longestMs)) {
      throw new TypeError(`${name} is not from 1 to ${longestMs} ms: ${ms}`)
    }
  }
  return { firstWordMs, silenceEndMs, maxMs }
}
