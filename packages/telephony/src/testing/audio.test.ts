import { describe, expect, it } from 'vitest'
import { decodeG711, encodeG711, loudness, tone, toneLevel, wavFile } from './audio.ts'
import { alawReference, ulawReference } from './g711-reference.ts'

describe('measuring', () => {
  it('finds a tone at its amplitude and little beside it', () => {
    const samples = tone([440, 800], 200, 6000)
    expect(toneLevel(samples, 440)).toBeCloseTo(6000, -2)
    expect(toneLevel(samples, 800)).toBeCloseTo(6000, -2)
    expect(toneLevel(samples, 620)).toBeLessThan(60)
  })

  it('finds nothing in silence or in no samples', () => {
    expect(loudness(new Int16Array(160))).toBe(0)
    expect(toneLevel(new Int16Array(0), 440)).toBe(0)
  })
})

describe('the reference codecs', () => {
  it('give the codes that G.711 prints for its characteristic values', () => {
    const ulaw = (sample: number) => ulawReference.encode[sample & 0xffff]
    const alaw = (sample: number) => alawReference.encode[sample & 0xffff]
    expect([0, 32_767, -1, -32_768].map(ulaw)).toEqual([0xff, 0x80, 0x7f, 0x00])
    expect([0, 32_767, -1, -32_768].map(alaw)).toEqual([0xd5, 0xaa, 0x55, 0x2a])
    expect(ulawReference.decode[0x80]).toBe(8031 * 4)
    expect(alawReference.decode[0xaa]).toBe(4032 * 8)
  })

  it('carry a tone through either law', () => {
    const samples = tone(440, 200)
    for (const law of ['PCMU', 'PCMA'] as const) {
      const carried = decodeG711(encodeG711(samples, law), law)
      expect(toneLevel(carried, 440)).toBeCloseTo(8000, -3)
    }
  })
})

it('writes WAV files with a right header', () => {
  const file = wavFile(tone(440, 100), 'pcm16')
  expect(file.toString('latin1', 0, 4)).toBe('RIFF')
  expect(file.readUInt32LE(40)).toBe(1600)
  expect(file.length).toBe(1644)
})
