import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { toneLevel, wavFile } from '../testing/audio.ts'
import { SoundError } from './sound.ts'
import { telephoneSound } from './telephone-sound.ts'

interface Kind {
  readonly tag: number
  readonly bits: number
  readonly rate: number
  readonly channels: number
}

/** A second of a sine at half of full scale, written as such a file. */
function sine(hz: number, { tag, bits, rate, channels }: Kind): Buffer {
  const bytes = bits / 8
  const data = Buffer.alloc(rate * channels * bytes)
  for (let frame = 0; frame < rate; frame += 1) {
    const value = 0.5 * Math.sin((2 * Math.PI * hz * frame) / rate)
    for (let channel = 0; channel < channels; channel += 1) {
      const at = (frame * channels + channel) * bytes
      if (tag === 3) data.writeFloatLE(value, at)
      else if (bits === 8) data.writeUInt8(Math.round(value * 127) + 128, at)
      else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bytes)
    }
  }
  return Buffer.concat([header({ tag, bits, rate, channels }, data.length), data])
}

function header({ tag, bits, rate, channels }: Kind, dataBytes: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + dataBytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(tag, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE((rate * channels * bits) / 8, 28)
  head.writeUInt16LE((channels * bits) / 8, 32)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36)
  head.writeUInt32LE(dataBytes, 40)
  return head
}

/** The samples of what is played, without its first and last tenth of a second. */
function played(file: Buffer): Int16Array {
  const { wav } = telephoneSound(file)
  expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([1, 1, 8000])
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) / 2)
  return samples.subarray(800, samples.length - 800)
}

const pcm = { tag: 1, bits: 16, rate: 48_000, channels: 1 }

describe('a WAV file that somebody brings', () => {
  it.each([
    pcm,
    { ...pcm, channels: 2 },
    { ...pcm, rate: 44_100, channels: 2 },
    { ...pcm, rate: 22_050 },
    { ...pcm, rate: 11_025, bits: 8 },
    { ...pcm, rate: 16_000, bits: 24 },
    { ...pcm, rate: 8000, bits: 32 },
    { ...pcm, rate: 32_000, tag: 3, bits: 32, channels: 2 },
  ])('sounds the same at 8 kHz: %o', (kind) => {
    const level = toneLevel(played(sine(1000, kind)), 1000)
    expect(level).toBeGreaterThan(16_384 * 0.97)
    expect(level).toBeLessThan(16_384 * 1.03)
    expect(telephoneSound(sine(1000, kind)).durationMs).toBe(1000)
  })

  it('keeps what telephones carry, and folds nothing back from above', () => {
    expect(toneLevel(played(sine(3400, pcm)), 3400)).toBeGreaterThan(16_384 * 0.9)
    const above = played(sine(5000, pcm))
    expect(toneLevel(above, 3000)).toBeLessThan(16_384 * 0.002)
  })

  it('may be in G.711', () => {
    const tone = Int16Array.from({ length: 8000 }, (_, n) => 8000 * Math.sin(n * Math.PI * 0.25))
    for (const law of ['PCMU', 'PCMA'] as const) {
      expect(toneLevel(played(wavFile(tone, law)), 1000)).toBeGreaterThan(7800)
    }
  })

  it('is clipped where it is too loud, and silent where a float is no number', () => {
    const loud = Buffer.alloc(4 * 8000)
    for (let at = 0; at < loud.length; at += 4) loud.writeFloatLE(at === 0 ? Number.NaN : 4, at)
    const kind = { tag: 3, bits: 32, rate: 8000, channels: 1 }
    const { wav } = telephoneSound(Buffer.concat([header(kind, loud.length), loud]))
    expect([wav.readInt16LE(44), wav.readInt16LE(46)]).toEqual([0, 32_767])
  })

  it.each([
    ['not-wav', Buffer.from('ID3 is how many MP3 files begin')],
    ['not-wav', Buffer.alloc(0)],
    ['unsupported', header({ ...pcm, channels: 6 }, 0)],
    ['unsupported', header({ ...pcm, rate: 96_000 }, 0)],
    ['unsupported', header({ ...pcm, tag: 17, bits: 4 }, 0)],
    ['empty', header(pcm, 0)],
    ['empty', header(pcm, 0).subarray(0, 36)],
    ['too-long', sixteenMinutes()],
  ] as const)('is refused as %s', (kind, file) => {
    expect(() => telephoneSound(file)).toThrow(expect.objectContaining({ kind }))
  })

  it('is refused in order whatever its bytes are', () => {
    const file = sine(1000, { ...pcm, rate: 8000 }).subarray(0, 2000)
    const damage = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(damage, fc.nat(2000), (bytes, length) => {
        const broken = Buffer.from(file.subarray(0, length))
        for (const [at, byte] of bytes) if (at < broken.length) broken[at] = byte
        expect(outcomeOf(broken)).toBe('in order')
      }),
    )
  })
})

function outcomeOf(file: Buffer): unknown {
  try {
    telephoneSound(file)
    return 'in order'
  } catch (error) {
    return error instanceof SoundError ? 'in order' : error
  }
}

function sixteenMinutes(): Buffer {
  const kind = { tag: 7, bits: 8, rate: 8000, channels: 1 }
  return Buffer.concat([header(kind, 0), Buffer.alloc(8000 * 60 * 16)])
}
