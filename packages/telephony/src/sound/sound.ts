/** Audio as people bring it: one channel, samples from -1 to 1. */
export interface Sound {
  readonly rate: number
  readonly samples: Float32Array
}

/**
 * Why a file is no sound we can play, in words for whoever brought it.
 * - `not-wav`: it is something else
 * - `unsupported`: a WAV file of a kind we do not read
 * - `empty`, `too-long`: there is nothing in it, or too much
 */
export class SoundError extends Error {
  readonly kind: 'not-wav' | 'unsupported' | 'empty' | 'too-long'

  constructor(kind: SoundError['kind'], message: string) {
    super(message)
    this.name = 'SoundError'
    this.kind = kind
  }
}
