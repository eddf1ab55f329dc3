import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlayOptions } from '../../port.ts'
import type { AudioTrack } from './audio-track.ts'
import { Playback } from './playback.ts'

/** Each sample is its own place, so that what is heard says where it is from. */
function counting(samples: number): AudioTrack {
  return {
    samples,
    write: (target, { at, from, count }) => {
      for (let index = 0; index < count; index++) target[at + index] = from + index
    },
  }
}

function play(samples: number, options: PlayOptions) {
  return new Playback('p', { track: counting(samples), law: 'PCMU' }, options)
}

function take(playback: Playback, count: number): number[] {
  const target = new Uint8Array(count)
  playback.write(target, 0, count)
  return [...target]
}

describe('Playback', () => {
  it('plays to the end, then is finished and silent', () => {
    const playback = play(5, {})
    expect(take(playback, 3)).toEqual([0, 1, 2])
    expect(playback.finished).toBe(false)
    expect(take(playback, 3)).toEqual([3, 4, 0xff])
    expect(playback.finished).toBe(true)
    expect(take(playback, 2)).toEqual([0xff, 0xff])
  })

  it('begins at its offset, and at or beyond the end is finished at once', () => {
    expect(take(play(50, { offsetMs: 2 }), 2)).toEqual([16, 17])
    expect(play(16, { offsetMs: 2 }).finished).toBe(true)
    expect(play(16, { offsetMs: 2000 }).finished).toBe(true)
    expect(take(play(16, { offsetMs: -5 }), 1)).toEqual([0])
    expect(take(play(16, { offsetMs: Number.NaN }), 1)).toEqual([0])
  })

  it('loops without a gap from any offset, however short the track', () => {
    const length = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(length, fc.nat(1000), fc.nat(400), (samples, offsetMs, count) => {
        const playback = play(samples, { loop: true, offsetMs })
        const heard = [...take(playback, count), ...take(playback, count)]
        expect(heard).toEqual(heard.map((_, index) => (offsetMs * 8 + index) % samples))
        expect(playback.finished).toBe(false)
      }),
    )
  })
})
