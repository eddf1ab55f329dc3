import { describe, expect, it } from 'vitest'
import { amplitudeAt, decibels, sine } from '../testing/sounds.ts'
import { resample } from './resample.ts'

/** How much of a tone at 22,050 Hz is found at 8,000 Hz, and at what frequency. */
function gainDb(hz: number, heardAtHz = hz): number {
  const output = resample(sine(hz, 500, 22_050), 8000)
  const steady = { ...output, samples: output.samples.subarray(400, -400) }
  return decibels(amplitudeAt(heardAtHz, steady) / 0.5)
}

describe('resample', () => {
  it.each([100, 300, 1000, 2000, 3000, 3400])('leaves %i Hz as it is', (hz) => {
    expect(Math.abs(gainDb(hz))).toBeLessThan(0.1)
  })

  it.each([4600, 5000, 6000, 7900, 9000, 11_000])('lets nothing of %i Hz fold back', (hz) => {
    const folded = Math.abs(hz - 8000 * Math.round(hz / 8000))
    expect(gainDb(hz, folded)).toBeLessThan(-75)
  })

  it('keeps the length to within a sample, and the time', () => {
    const input = { samples: new Float32Array(22_050), rateHz: 22_050 }
    input.samples[11_025] = 1
    const { samples } = resample(input, 8000)
    expect(samples.length).toBe(8000)
    expect(samples.indexOf(Math.max(...samples))).toBe(4000)
  })

  it('goes up as well as down', () => {
    const output = resample(sine(1000, 500, 8000), 22_050)
    const steady = { ...output, samples: output.samples.subarray(500, -500) }
    expect(Math.abs(decibels(amplitudeAt(1000, steady) / 0.5))).toBeLessThan(0.1)
    expect(decibels(amplitudeAt(7000, steady))).toBeLessThan(-75)
  })

  it('keeps a constant constant', () => {
    const input = { samples: new Float32Array(4000).fill(0.5), rateHz: 22_050 }
    const { samples } = resample(input, 8000)
    for (const sample of samples.subarray(200, -200)) expect(sample).toBeCloseTo(0.5, 5)
  })

  it('gives back a sound that has the rate already', () => {
    const sound = sine(500, 10, 8000)
    expect(resample(sound, 8000)).toBe(sound)
  })

  it('makes nothing of nothing', () => {
    expect(resample({ samples: new Float32Array(), rateHz: 22_050 }, 8000).samples).toHaveLength(0)
  })
})
