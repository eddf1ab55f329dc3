import type { Named } from './named.ts'

/** Says something and takes keys, words or whichever comes first; then `entered`, `no_input` or `failed`. */
export interface EntryWish {
  readonly text: string
  readonly voice?: string
  readonly input: readonly ('digits' | 'speech')[]
  readonly maxDigits: number
  /** Ends early, and is no part of the digits; empty for none. */
  readonly finishKey: string
  /** From the end of the text. */
  readonly noInputMs: number
  readonly betweenMs: number
  readonly bargeIn: boolean
  /** In which callers speak, as BCP 47, and words that may well be said. */
  readonly language: string
  readonly hints: readonly string[]
  /** Nobody but the flow may know what is entered: nothing is recorded meanwhile. */
  readonly sensitive?: true
}

/** Rings parties until one takes the call, and lets them talk; then `dialled` or `failed`. */
export interface DialWish {
  /** Numbers, or names of agents, as they were written. */
  readonly to: readonly string[]
  readonly strategy: 'simultaneous' | 'in_turn'
  /** For each of them. */
  readonly ringTimeoutMs: number
  /** The number that is shown; without it, the usual one. */
  readonly callerId?: string
  /** Said to whoever takes the call, before both hear each other. */
  readonly whisper?: { readonly text: string; readonly voice?: string }
  /** What they are to press then. */
  readonly acceptKey?: string
  readonly refuseMachines: boolean
  /** Of the talk; without it, as long as calls may last that were given away. */
  readonly timeLimitMs?: number
}

/** Takes the caller into a conference until they are out of it; then `done` or `failed`. */
export interface ConferenceWish {
  /** The same name is the same conference, whatever its case. */
  readonly name: string
  readonly muted: boolean
  readonly deaf: boolean
  readonly moderator: boolean
  readonly startWithModerator: boolean
  readonly endWithModerator: boolean
  readonly maxMembers: number
  readonly tones: boolean
  readonly announceCount: boolean
}

/** What calls alone can do. */
export type VoiceCommand =
  | ({ readonly kind: 'gather_entry' } & EntryWish)
  | ({ readonly kind: 'dial' } & DialWish)
  | ({ readonly kind: 'conference' } & ConferenceWish)
  /** Give the call to another flow for good; `done` once that has it. */
  | { readonly kind: 'transfer'; readonly flow: Named }
  /** Answer a call that rings; one that was answered stays as it is. */
  | { readonly kind: 'answer' }

/** What comes of it. */
export type VoiceCommandEvent =
  /** What was entered by keys, or else said; `confidence` from 0 to 1, where the recogniser says it. */
  | {
      readonly kind: 'entered'
      readonly digits: string
      readonly speech?: { readonly text: string; readonly confidence: number | null }
    }
  /** `answered` only once the talk has ended and the caller is still there. */
  | {
      readonly kind: 'dialled'
      readonly outcome: 'answered' | 'busy' | 'no_answer' | 'machine'
    }
