import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loudness, meterLevel } from './level.ts'
import { FakeStream } from './testing/fake-webrtc.ts'

function sine(amplitude: number): Float32Array {
  return Float32Array.from({ length: 1000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * i) / 10))
}

describe('loudness', () => {
  it.each([
    ['silence', new Float32Array(100), 0],
    ['nothing at all', new Float32Array(0), 0],
    ['a full square wave', new Float32Array(100).fill(-1), 1],
    ['a sine at −30 dB', sine(Math.SQRT2 * 10 ** (-30 / 20)), 0.5],
    ['a sine at −60 dB', sine(Math.SQRT2 * 10 ** (-60 / 20)), 0],
  ])('of %s is as a meter shows it', (_, samples, expected) => {
    expect(loudness(samples)).toBeCloseTo(expected, 5)
  })

  it('is from 0 to 1 and grows with the amplitude', () => {
    const amplitude = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(amplitude, amplitude, (a, b) => {
        const [quiet, loud] = [Math.min(a, b), Math.max(a, b)].map((each) => loudness(sine(each)))
        expect(quiet).toBeGreaterThanOrEqual(0)
        expect(loud).toBeLessThanOrEqual(1)
        expect(loud! - quiet!).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('a meter', () => {
  let connections = 0

  class FakeContext {
    readonly state = 'running'

    createMediaStreamSource() {
      connections += 1
      return { connect: () => undefined, disconnect: () => (connections -= 1) }
    }

    createAnalyser() {
      return { fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(1) }
    }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('AudioContext', FakeContext)
    vi.stubGlobal('MediaStream', FakeStream)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('measures twenty times a second until it is stopped', () => {
    const levels: number[] = []
    const stop = meterLevel({ stream: new MediaStream(), onLevel: (level) => levels.push(level) })
    vi.advanceTimersByTime(1000)
    expect(levels).toEqual(Array.from({ length: 20 }, () => 1))
    stop()
    vi.advanceTimersByTime(1000)
    expect(levels).toHaveLength(20)
    expect(connections).toBe(0)
  })
})
