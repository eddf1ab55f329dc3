import type { Channels } from '../recording-format.ts'

/** What the encoders' thread is asked. Streams are told apart by numbers; a stream is asked one thing at a time. */
export type EncoderRequest =
  | { readonly kind: 'open'; readonly stream: number; readonly channels: Channels }
  /** G.711 µ-law codes, channels interleaved, as so many frames of 20 ms; silence fills what is missing at the end. */
  | {
      readonly kind: 'encode'
      readonly stream: number
      readonly codes: Uint8Array
      readonly frames: number
    }
  | { readonly kind: 'close'; readonly stream: number }

export type EncoderAnswer =
  /** `lookahead`: by how many samples of each channel the sound comes late. */
  | {
      readonly kind: 'opened'
      readonly stream: number
      readonly lookahead: number
      readonly encoder: string
    }
  | { readonly kind: 'encoded'; readonly stream: number; readonly packets: readonly Uint8Array[] }
  | { readonly kind: 'failed'; readonly stream: number; readonly problem: string }

/** Samples of each channel in 20 ms at 8 kHz. */
export const frameSamples = 160
