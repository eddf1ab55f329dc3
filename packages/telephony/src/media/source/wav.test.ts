import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tone, wavFile } from '../../testing/audio.ts'
import { readWavHeader } from './wav.ts'

const samples = tone(440, 100)

function layout(file: Buffer) {
  return readWavHeader(file, file.length)
}

describe('readWavHeader', () => {
  it.each([
    ['pcm16', 1644],
    ['PCMU', 844],
    ['PCMA', 844],
  ] as const)('finds the samples of %s', (encoding, end) => {
    expect(layout(wavFile(samples, encoding))).toEqual({
      kind: 'wav',
      layout: { encoding, start: 44, end },
    })
  })

  it('steps over other chunks, padded to even lengths', () => {
    const file = wavFile(samples, 'PCMU')
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')
    const withList = Buffer.concat([file.subarray(0, 36), list, file.subarray(36)])
    expect(layout(withList)).toMatchObject({ layout: { start: 56, end: 856 } })
  })

  it('takes the real format of an extensible header', () => {
    const file = wavFile(samples, 'pcm16')
    const format = Buffer.alloc(40)
    file.copy(format, 0, 20, 36)
    format.writeUInt16LE(0xfffe, 0)
    format.writeUInt16LE(1, 24)
    const length = Buffer.from([40, 0, 0, 0])
    const long = Buffer.concat([file.subarray(0, 16), length, format, file.subarray(36)])
    expect(layout(long)).toMatchObject({ layout: { encoding: 'pcm16', start: 68 } })
  })

  it.each([0, 0xffff_ffff])('reads to the end of the file when the length is %i', (length) => {
    const file = wavFile(samples, 'PCMU')
    file.writeUInt32LE(length, 40)
    expect(layout(file)).toMatchObject({ layout: { end: file.length } })
  })

  it.each([
    ['16 kHz', (file: Buffer) => file.writeUInt32LE(16_000, 24), '16000 Hz'],
    ['stereo', (file: Buffer) => file.writeUInt16LE(2, 22), '2 channels'],
    ['8-bit PCM', (file: Buffer) => file.writeUInt16LE(8, 34), '8 bits'],
    ['MP3', (file: Buffer) => file.writeUInt16LE(85, 20), 'format 85'],
    ['another kind of file', (file: Buffer) => file.write('JUNK'), 'no WAV'],
    ['no format', (file: Buffer) => file.write('junk', 12), 'before their format'],
    ['no samples', (file: Buffer) => file.write('junk', 36), 'no samples'],
    ['a cut-off format', (file: Buffer) => file.writeUInt32LE(4, 16), 'cut off'],
  ])('refuses %s, saying so', (_, spoil, reason) => {
    const file = wavFile(samples, 'pcm16')
    spoil(file)
    expect(layout(file)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) })
  })

  it('survives any bytes and never points outside the file', () => {
    const file = wavFile(samples, 'PCMU')
    const change = fc.record({ at: fc.nat(60), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change), fc.nat(900), (changes, length) => {
        const spoilt = Buffer.from(file.subarray(0, length))
        for (const { at, byte } of changes) if (at < spoilt.length) spoilt[at] = byte
        const found = layout(spoilt)
        const range = found.kind === 'wav' ? found.layout : { start: 0, end: 0 }
        expect(range.end).toBeLessThanOrEqual(spoilt.length)
        expect(range.start).toBeLessThanOrEqual(spoilt.length)
      }),
      { numRuns: 1000 },
    )
  })
})
