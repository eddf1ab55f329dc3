import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cadences, renderCadence } from './ring-tone.ts'

const sampleRate = 8000

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

describe('a ring tone', () => {
  it.each(['incoming', 'outgoing'] as const)('sounds and pauses in turn when %s', (kind) => {
    const { pattern } = cadences[kind]
    const samples = renderCadence(cadences[kind], sampleRate)
    let from = 0
    const loud = pattern.map((seconds) => {
      const turn = samples.subarray(from, (from += Math.round(seconds * sampleRate)))
      return rms(turn) > 0.05
    })
    expect(loud).toEqual(pattern.map((_, turn) => turn % 2 === 0))
    expect(from).toBe(samples.length)
  })

  it('neither clicks nor clips, whatever its cadence', () => {
    const hz = fc.integer({ min: 200, max: 1000 })
    const seconds = fc.double({ min: 0.05, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(
        hz,
        hz,
        fc.array(seconds, { minLength: 1, maxLength: 4 }),
        (low, high, pattern) => {
          const samples = renderCadence({ hz: [low, high], pattern }, sampleRate)
          expect(samples.every((sample) => Math.abs(sample) < 0.2001)).toBe(true)
          expect(Math.abs(samples[0] ?? 1)).toBe(0)
          expect(Math.abs(samples.at(-1) ?? 1)).toBe(0)
        },
      ),
      { numRuns: 30 },
    )
  })
})
