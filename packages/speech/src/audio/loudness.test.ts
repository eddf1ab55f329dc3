import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sine } from '../testing/sounds.ts'
import { normalise, peakDb, speechLevelDb, trim } from './loudness.ts'
import type { Sound } from './wav.ts'

const rateHz = 8000
const silence = (ms: number): Sound => ({ samples: new Float32Array(ms * 8), rateHz })
const join = (...sounds: Sound[]): Sound => ({
  samples: Float32Array.from(sounds.flatMap(({ samples }) => [...samples])),
  rateHz,
})

describe('speechLevelDb', () => {
  it('is the level of a tone: 3 dB below its peak', () => {
    expect(speechLevelDb(sine(500, 1000, rateHz, 1))).toBeCloseTo(-3.01, 1)
  })

  it('does not count pauses', () => {
    const tone = sine(500, 1000, rateHz, 0.5)
    expect(speechLevelDb(join(tone, silence(3000), tone))).toBeCloseTo(speechLevelDb(tone), 1)
  })

  it('is minus infinity for silence', () => {
    expect(speechLevelDb(silence(100))).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('normalise', () => {
  it('brings quiet and loud speech to the same level', () => {
    for (const level of [0.001, 0.05, 1]) {
      expect(speechLevelDb(normalise(sine(500, 500, rateHz, level)))).toBeCloseTo(-18, 1)
    }
  })

  it('lets no peak above the ceiling, whatever the sound', () => {
    const samples = fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(samples, (samples) => {
        const peak = peakDb(normalise({ samples, rateHz }))
        expect(peak).toBeLessThanOrEqual(-1 + 1e-4)
      }),
    )
  })

  it('turns down around a peak only, and smoothly', () => {
    const click = sine(500, 1000, rateHz, 0.1)
    click.samples[4000] = 1
    const output = normalise(click)
    expect(peakDb(output)).toBeCloseTo(-1, 1)
    const gains = output.samples.map((sample, n) => sample / click.samples[n]!)
    expect(gains[3000]).toBeCloseTo(gains[5000]!, 3)
    expect(gains[4001]).toBeLessThan(gains[3000]! * 0.8)
  })

  it('leaves silence silent', () => {
    expect(normalise(silence(100))).toEqual(silence(100))
  })
})

describe('trim', () => {
  it('leaves only so much silence before and after', () => {
    const speech = sine(500, 1000, rateHz)
    const { samples } = trim(join(silence(700), speech, silence(900)), 20, 150)
    expect(Math.abs(samples.length - 1170 * 8)).toBeLessThan(10)
  })

  it('adds none where there is less, and keeps silence', () => {
    const speech = sine(500, 100, rateHz)
    expect(trim(speech, 20, 150).samples.length).toBeLessThanOrEqual(speech.samples.length)
    expect(trim(silence(100), 20, 150)).toEqual(silence(100))
  })
})
