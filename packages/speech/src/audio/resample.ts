import type { Sound } from './wav.ts'

/** How far frequencies above half the lower rate are kept down, in dB. */
const stopbandDb = 80
/** The share of the band, at its upper end, over which the filter falls off. */
const transition = 0.14

/**
 * The sound at another rate, by a polyphase windowed-sinc filter (Kaiser window; Oppenheim & Schafer, Discrete-Time
 * Signal Processing, §7.6). Flat within 0.1 dB up to 86 % of half the lower rate; what would fold back is at least 75 dB
 * down.
 */
export function resample(sound: Sound, rateHz: number): Sound {
  if (sound.rateHz === rateHz) return sound
  const divisor = greatestCommonDivisor(sound.rateHz, rateHz)
  const up = rateHz / divisor
  const down = sound.rateHz / divisor
  const phases = filterPhases(up, Math.min(1, up / down))
  const reach = (phases[0]?.length ?? 0) / 2
  const { samples } = sound
  const output = new Float32Array(Math.ceil((samples.length * up) / down))
  for (let n = 0; n < output.length; n += 1) {
    const first = Math.floor((n * down) / up) - reach + 1
    output[n] = dot(phases[(n * down) % up] ?? empty, samples, first)
  }
  return { samples: output, rateHz }
}

const empty = new Float32Array()

function dot(taps: Float32Array, samples: Float32Array, first: number): number {
  let sum = 0
  for (let k = 0; k < taps.length; k += 1) sum += (taps[k] ?? 0) * (samples[first + k] ?? 0)
  return sum
}

/**
 * One set of taps for each of the places an output sample can have between two input samples. `band` is the share of the
 * input's band that is kept.
 */
function filterPhases(up: number, band: number): Float32Array[] {
  const cutoff = band * (1 - transition / 2)
  const beta = 0.1102 * (stopbandDb - 8.7)
  // Kaiser's formula for the length, the transition's width being in radians a sample.
  const length = (stopbandDb - 7.95) / (2.285 * Math.PI * band * transition)
  const reach = Math.ceil(length / 2) + 1
  return Array.from({ length: up }, (_, phase) => {
    const taps = Float32Array.from({ length: reach * 2 }, (_, k) => {
      const x = k - reach + 1 - phase / up
      return cutoff * sinc(cutoff * x) * kaiser(x / reach, beta)
    })
    const sum = taps.reduce((total, tap) => total + tap, 0)
    return taps.map((tap) => tap / sum)
  })
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta)
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
