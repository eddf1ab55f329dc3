import type { Sound } from '../audio/wav.ts'

/** What a double of an engine says of a sound: how long it was, and of what frequency by its zero crossings. */
export function heardOf({ samples, rateHz }: Sound): string {
  if (samples.length === 0) return ''
  const durationMs = Math.round((samples.length / rateHz) * 1000)
  let rises = 0
  for (let n = 1; n < samples.length; n += 1) {
    if ((samples[n - 1] ?? 0) <= 0 && (samples[n] ?? 0) > 0) rises += 1
  }
  const hz = Math.round(rises / (durationMs / 1000) / 10) * 10
  return `I heard ${durationMs} milliseconds of ${hz} hertz`
}
