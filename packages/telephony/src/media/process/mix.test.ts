import { describe, expect, it } from 'vitest'
import { g711 } from '../../rtp/g711.ts'
import { tone, toneLevel } from '../../testing/audio.ts'
import { mixInto } from './mix.ts'

const { encode, decode } = g711.PCMU

function mixed(...frames: readonly (Int16Array | undefined)[]): Int16Array {
  const target = new Uint8Array(164)
  mixInto(target, 4, { speakers: frames.map((frame) => ({ frame })), encode })
  expect([...target.subarray(0, 4)]).toEqual([0, 0, 0, 0])
  return Int16Array.from(target.subarray(4), (code) => decode[code]!)
}

const flat = (value: number) => new Int16Array(160).fill(value)

describe('mixInto', () => {
  it('adds what the speakers say', () => {
    const both = mixed(tone(400, 20, 6000), tone(800, 20, 6000))
    expect(toneLevel(both, 400)).toBeCloseTo(6000, -3)
    expect(toneLevel(both, 800)).toBeCloseTo(6000, -3)
  })

  it('saturates instead of wrapping round', () => {
    const top = decode[encode[32_767]!]
    expect(mixed(flat(30_000), flat(30_000))).toEqual(flat(top!))
    expect(mixed(flat(-30_000), flat(-30_000), flat(-30_000))).toEqual(flat(-top!))
  })

  it('is silence when nobody says anything', () => {
    expect(mixed(undefined, undefined)).toEqual(flat(0))
    expect(mixed()).toEqual(flat(0))
  })
})
