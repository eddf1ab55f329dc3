import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AudioSource } from '../../port.ts'
import { decodeG711, encodeG711, loudness, tone, toneLevel } from '../../testing/audio.ts'
import { prepareTrack } from './audio-track.ts'

const clip = encodeG711(tone(440, 50), 'PCMU')
const options = { law: 'PCMU', load: async () => clip } as const

async function whole(source: AudioSource): Promise<Uint8Array> {
  const track = await prepareTrack(source, options)
  const codes = new Uint8Array(track.samples)
  track.write(codes, { at: 0, from: 0, count: track.samples })
  return codes
}

describe('prepareTrack', () => {
  it('makes a tone of each sine at equal strength, 10 dB below full scale in all', async () => {
    const source = { kind: 'tone', hz: [350, 440], durationMs: 200 } as const
    const samples = decodeG711(await whole(source), 'PCMU')
    expect(samples).toHaveLength(1600)
    expect(toneLevel(samples, 350)).toBeCloseTo(5000, -3)
    expect(toneLevel(samples, 440)).toBeCloseTo(5000, -3)
  })

  it('makes silence of silence', async () => {
    const samples = decodeG711(await whole({ kind: 'silence', durationMs: 30 }), 'PCMU')
    expect(samples).toHaveLength(240)
    expect(loudness(samples)).toBe(0)
  })

  it('gives the same codes in pieces as in one, across the parts of a sequence', async () => {
    const source: AudioSource = {
      kind: 'sequence',
      sources: [
        { kind: 'tone', hz: [400], durationMs: 33 },
        {
          kind: 'sequence',
          sources: [
            { kind: 'file', path: 'x' },
            { kind: 'silence', durationMs: 7 },
          ],
        },
        { kind: 'sequence', sources: [] },
        { kind: 'tone', hz: [600], durationMs: 25 },
      ],
    }
    const expected = await whole(source)
    expect(expected).toHaveLength((33 + 50 + 7 + 25) * 8)
    expect(expected.subarray(264, 664)).toEqual(clip)
    const track = await prepareTrack(source, options)
    fc.assert(
      fc.property(fc.nat(expected.length), fc.nat(300), (from, length) => {
        const count = Math.min(length, expected.length - from)
        const target = new Uint8Array(count + 5)
        track.write(target, { at: 5, from, count })
        expect(target.subarray(5)).toEqual(expected.subarray(from, from + count))
      }),
    )
  })

  it.each([
    [{ kind: 'tone', hz: [], durationMs: 10 }],
    [{ kind: 'tone', hz: [4000], durationMs: 10 }],
    [{ kind: 'tone', hz: [Number.NaN], durationMs: 10 }],
    [{ kind: 'tone', hz: [1, 2, 3, 4, 5, 6, 7, 8, 9], durationMs: 10 }],
    [{ kind: 'tone', hz: [400], durationMs: -1 }],
    [{ kind: 'silence', durationMs: Number.POSITIVE_INFINITY }],
    [{ kind: 'silence', durationMs: 0 }],
    [{ kind: 'sequence', sources: [] }],
    [
      {
        kind: 'sequence',
        sources: Array.from({ length: 1001 }, () => ({ kind: 'silence', durationMs: 1 }) as const),
      },
    ],
  ] satisfies [AudioSource][])('refuses what cannot be played: %j', async (source) => {
    await expect(prepareTrack(source, options)).rejects.toMatchObject({ kind: 'bad-source' })
  })
})
