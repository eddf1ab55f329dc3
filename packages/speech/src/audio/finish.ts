import { normalise, trim } from './loudness.ts'
import { resample } from './resample.ts'
import { muLawWav, type Sound } from './wav.ts'

/**
 * Makes what an engine spoke ready for the telephone, as a WAV file: resampled, at the usual level, and trimmed so that
 * callers hear the first word at once. Takes about as long as a tenth of a second of speech for each second.
 */
export function finishSpeech(sound: Sound, rateHz: number): Uint8Array {
  return muLawWav(normalise(trim(resample(sound, rateHz), 20, 150)))
}
