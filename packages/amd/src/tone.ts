import { rateHz } from './frame.ts'

/** The one frequency in a frame, and which share of the frame's power it has: near 1 for a pure tone. */
export interface Tone {
  readonly hz: number
  readonly purity: number
}

const silent: Tone = { hz: 0, purity: 0 }
/** A frame of 20 ms tells frequencies apart that differ by 50 Hz; steps of a third of that miss no peak. */
const stepHz = 16
const mostSteps = 8

/**
 * Finds the frequency with the most power: the one that explains the frame as a sine in white noise (Pisarenko 1973, by
 * the autocorrelation at lags 1 and 2), moved uphill on the power there (Goertzel 1958).
 */
export function toneOf(frame: Float32Array): Tone {
  const [r0, r1, r2] = [0, 1, 2].map((lag) => autocorrelation(frame, lag))
  if (r0 === undefined || r1 === undefined || r2 === undefined) return silent
  if (r0 < 1e-8 || Math.abs(r1) < 1e-4 * r0) return silent
  const cosine = (r2 + Math.sqrt(r2 * r2 + 8 * r1 * r1)) / (4 * r1)
  if (Math.abs(cosine) > 1) return silent
  return uphill(frame, (Math.acos(cosine) * rateHz) / (2 * Math.PI))
}

/** A power, so that neither the length nor the lag changes its size. */
function autocorrelation(frame: Float32Array, lag: number): number {
  let sum = 0
  for (let n = lag; n < frame.length; n += 1) sum += (frame[n] ?? 0) * (frame[n - lag] ?? 0)
  return sum / (frame.length - lag)
}

function uphill(frame: Float32Array, startHz: number): Tone {
  const at = (hz: number): Tone => ({ hz, purity: shareAt(hz, frame) })
  let best = at(startHz)
  for (let step = 0; step < mostSteps; step += 1) {
    const around = [at(best.hz - stepHz), at(best.hz + stepHz)]
    const better = around.find(({ purity }) => purity > best.purity)
    if (better === undefined) break
    best = better
  }
  return best
}

/** The share of a frame's power that is at a frequency. */
function shareAt(hz: number, frame: Float32Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / rateHz)
  let [last, before, power] = [0, 0, 0]
  for (const sample of frame) {
    const next = sample + coefficient * last - before
    before = last
    last = next
    power += sample * sample
  }
  const found = last * last + before * before - coefficient * last * before
  return power === 0 ? 0 : Math.min(1, (2 * found) / (frame.length * power))
}
