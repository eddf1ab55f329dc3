import { g711, type Law } from '../rtp/g711.ts'
import { type Sound, SoundError } from './sound.ts'

/** How a sample is written: its bytes, and its value from -1 to 1. */
interface SampleFormat {
  readonly bytes: number
  readonly read: (data: Buffer, at: number) => number
}

interface Format {
  readonly sample: SampleFormat
  readonly channels: number
  readonly rate: number
}

const law = (name: Law): SampleFormat => ({
  bytes: 1,
  read: (data, at) => (g711[name].decode[data[at] ?? 0] ?? 0) / 32_768,
})

/** By the format's tag and bits (Microsoft, Multimedia Data Standards Update, 1994). */
const sampleFormats: ReadonlyMap<string, SampleFormat> = new Map([
  ['1/8', { bytes: 1, read: (data, at) => (data.readUInt8(at) - 128) / 128 }],
  ['1/16', { bytes: 2, read: (data, at) => data.readInt16LE(at) / 32_768 }],
  ['1/24', { bytes: 3, read: (data, at) => data.readIntLE(at, 3) / 8_388_608 }],
  ['1/32', { bytes: 4, read: (data, at) => data.readInt32LE(at) / 2_147_483_648 }],
  ['3/32', { bytes: 4, read: (data, at) => data.readFloatLE(at) }],
  ['6/8', law('PCMA')],
  ['7/8', law('PCMU')],
])

/** WAVE_FORMAT_EXTENSIBLE: the real format stands further on. */
const extensible = 0xfffe
const leastRate = 8000
const mostRate = 48_000
const mostChannels = 2

/**
 * Reads a RIFF WAVE file: PCM of 8 to 32 bits, 32-bit float, µ-law or A-law; 8 to 48 kHz; one channel, or two, which are
 * mixed. A data length that is 0 or too large means up to the end of the file. @throws SoundError
 */
export function readWavSound(file: Buffer): Sound {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new SoundError('not-wav', 'This is no WAV file.')
  }
  let format: Format | undefined
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    const body = at + 8
    if (name === 'fmt ') format = readFormat(file.subarray(body, body + length))
    if (name === 'data') {
      if (!format) throw new SoundError('unsupported', 'Its samples come before their format.')
      const isOpen = length === 0 || body + length > file.length
      return mixDown(file.subarray(body, isOpen ? file.length : body + length), format)
    }
    at = body + length + (length % 2)
  }
  throw new SoundError('empty', 'There is no sound in this file.')
}

function readFormat(fields: Buffer): Format {
  if (fields.length < 16)
    throw new SoundError('unsupported', 'The format of its samples is cut off.')
  const tag = fields.readUInt16LE(0)
  const real = tag === extensible && fields.length >= 26 ? fields.readUInt16LE(24) : tag
  const channels = fields.readUInt16LE(2)
  const rate = fields.readUInt32LE(4)
  const bits = fields.readUInt16LE(14)
  const sample = sampleFormats.get(`${real}/${bits}`)
  if (!sample) {
    const message = `WAV files of format ${real} with ${bits} bits cannot be read. Save it as 16-bit PCM.`
    throw new SoundError('unsupported', message)
  }
  if (channels < 1 || channels > mostChannels) {
    throw new SoundError('unsupported', `It has ${channels} channels. Save it as mono or stereo.`)
  }
  if (rate < leastRate || rate > mostRate) {
    throw new SoundError(
      'unsupported',
      `It has ${rate} samples a second. Save it with 8 to 48 kHz.`,
    )
  }
  return { sample, channels, rate }
}

function mixDown(data: Buffer, { sample, channels, rate }: Format): Sound {
  const frameBytes = sample.bytes * channels
  const samples = new Float32Array(Math.floor(data.length / frameBytes))
  for (let frame = 0; frame < samples.length; frame += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) {
      sum += sample.read(data, frame * frameBytes + channel * sample.bytes)
    }
    // A float may be no number; that is no sound.
    samples[frame] = Number.isFinite(sum) ? sum / channels : 0
  }
  return { rate, samples }
}
