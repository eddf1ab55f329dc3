import type { Sound } from '../audio/wav.ts'

/** A sine; `level` is its amplitude, 0 to 1. */
export function sine(hz: number, durationMs: number, rateHz: number, level = 0.5): Sound {
  const samples = Float32Array.from(
    { length: Math.round((durationMs * rateHz) / 1000) },
    (_, n) => {
      return level * Math.sin((2 * Math.PI * hz * n) / rateHz)
    },
  )
  return { samples, rateHz }
}

/** The amplitude of one frequency in a sound (a Hann-windowed Fourier sum). */
export function amplitudeAt(hz: number, { samples, rateHz }: Sound): number {
  let [re, im, weight] = [0, 0, 0]
  for (const [n, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / samples.length)
    const angle = (2 * Math.PI * hz * n) / rateHz
    re += window * sample * Math.cos(angle)
    im += window * sample * Math.sin(angle)
    weight += window
  }
  return (2 * Math.hypot(re, im)) / weight
}

export function decibels(ratio: number): number {
  return 20 * Math.log10(ratio)
}
