import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { muLawWav, pcm16Wav, readWav } from './wav.ts'

const sound = fc.record({
  samples: fc.float32Array({ min: -1, max: Math.fround(0.999), noNaN: true, maxLength: 50 }),
  rateHz: fc.constantFrom(8000, 22_050, 48_000),
})

describe('WAV', () => {
  it('of 16 bits comes back as it was, to the bit that was kept', () => {
    fc.assert(
      fc.property(sound, ({ samples, rateHz }) => {
        const again = readWav(pcm16Wav({ samples, rateHz }))
        expect(again.rateHz).toBe(rateHz)
        expect([...again.samples].map((s) => Math.round(s * 32_768))).toEqual(
          [...samples].map((s) => Math.round(s * 32_768) + 0),
        )
      }),
    )
  })

  it('of µ-law comes back with as many samples, also an odd number', () => {
    fc.assert(
      fc.property(sound, ({ samples, rateHz }) => {
        const file = muLawWav({ samples, rateHz })
        expect(file.length % 2).toBe(0)
        const again = readWav(file)
        expect([again.samples.length, again.rateHz]).toEqual([samples.length, rateHz])
      }),
    )
  })

  it('is laid out as RIFF wants it', () => {
    const file = Buffer.from(muLawWav({ samples: new Float32Array(3), rateHz: 8000 }))
    expect(file.toString('latin1', 0, 4)).toBe('RIFF')
    expect(file.readUInt32LE(4)).toBe(file.length - 8)
    expect(file.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    const [format, channels] = [file.readUInt16LE(20), file.readUInt16LE(22)]
    const [rate, byteRate] = [file.readUInt32LE(24), file.readUInt32LE(28)]
    const [align, bits, extension] = [32, 34, 36].map((at) => file.readUInt16LE(at))
    expect({ format, channels, rate, byteRate, align, bits, extension }).toEqual({
      format: 7,
      channels: 1,
      rate: 8000,
      byteRate: 8000,
      align: 1,
      bits: 8,
      extension: 0,
    })
    expect(file.toString('latin1', 38, 42)).toBe('fact')
    expect(file.readUInt32LE(46)).toBe(3)
  })

  it('is read when it was written to a pipe and claims to be endless', () => {
    const file = Buffer.from(pcm16Wav({ samples: Float32Array.of(0.5, -0.5), rateHz: 22_050 }))
    file.writeUInt32LE(0x7fff_ffff, file.indexOf('data') + 4)
    expect([...readWav(file).samples]).toEqual([0.5, -0.5])
  })

  it('is read past chunks that say other things', () => {
    const file = Buffer.from(pcm16Wav({ samples: Float32Array.of(0.5), rateHz: 8000 }))
    const note = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1')
    const dataAt = file.indexOf('data')
    const longer = Buffer.concat([file.subarray(0, dataAt), note, file.subarray(dataAt)])
    expect([...readWav(longer).samples]).toEqual([0.5])
  })

  it('says what is wrong with other files', () => {
    const stereo = Buffer.from(pcm16Wav({ samples: new Float32Array(2), rateHz: 8000 }))
    stereo.writeUInt16LE(2, 22)
    expect(() => readWav(stereo)).toThrow('2 channels')
    const float = Buffer.from(pcm16Wav({ samples: new Float32Array(2), rateHz: 8000 }))
    float.writeUInt16LE(3, 20)
    expect(() => readWav(float)).toThrow('format 3 with 16 bits')
    expect(() => readWav(Buffer.from('<html>'))).toThrow('not a WAV file')
  })

  it('is read or refused, whatever bytes it has', () => {
    const start = pcm16Wav({ samples: Float32Array.of(0.5, 0.25), rateHz: 8000 })
    const damaged = fc.tuple(fc.nat(start.length - 1), fc.uint8Array({ maxLength: 60 }))
    fc.assert(
      fc.property(damaged, ([cut, rest]) => {
        const file = Uint8Array.from([...start.subarray(0, cut), ...rest])
        let problem = 'This is not a WAV file.'
        try {
          readWav(file)
        } catch (error) {
          problem = error instanceof Error ? error.message : ''
        }
        expect(problem).toMatch(/^(This is not a|The) WAV file/)
      }),
    )
  })
})
