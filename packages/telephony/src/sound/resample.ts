import type { Sound } from './sound.ts'

/** Zero crossings of the sinc on each side: the more, the steeper the filter. */
const crossings = 16
/** Of the lower of the two Nyquist frequencies: what is above is faded out, so that nothing folds back. */
const passband = 0.92

/**
 * The same sound at another rate: a windowed sinc (Blackman) in as many phases as the two rates need (Smith, Digital Audio
 * Resampling, 2002). Whole hertz only.
 */
export function resample({ rate, samples }: Sound, toRate: number): Sound {
  if (rate === toRate) return { rate, samples }
  const divisor = greatestCommonDivisor(rate, toRate)
  const [up, down] = [toRate / divisor, rate / divisor]
  const cutoff = passband * Math.min(1, toRate / rate)
  const reach = Math.ceil(crossings / cutoff)
  const taps = Array.from({ length: up }, (_, phase) => kernel(phase / up, reach, cutoff))
  const out = new Float32Array(Math.ceil((samples.length * up) / down))
  for (let index = 0; index < out.length; index += 1) {
    const position = index * down
    const filter = taps[position % up] ?? new Float32Array()
    const first = Math.floor(position / up) - reach + 1
    let sum = 0
    for (let tap = 0; tap < filter.length; tap += 1) {
      sum += (samples[first + tap] ?? 0) * (filter[tap] ?? 0)
    }
    out[index] = sum
  }
  return { rate: toRate, samples: out }
}

/** The filter for a sample that stands `fraction` after the one in the middle. Its sum is 1, so loudness stays. */
function kernel(fraction: number, reach: number, cutoff: number): Float32Array {
  const taps = Float32Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - fraction
    return sinc(cutoff * distance) * blackman(distance / reach)
  })
  const sum = taps.reduce((total, tap) => total + tap, 0)
  return taps.map((tap) => tap / sum)
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** From -1 to 1, 1 in the middle. */
function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
