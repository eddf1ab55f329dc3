import { sampleRate } from '../recording/recording-format.ts'
import { resample } from './resample.ts'
import { type Sound, SoundError } from './sound.ts'
import { readWavSound } from './wav-sound.ts'

/** A sound as the voice engine plays it. */
export interface TelephoneSound {
  /** A WAV file: 8 kHz, mono, 16-bit PCM. */
  readonly wav: Buffer
  readonly durationMs: number
}

const leastMs = 100
const mostMs = 600_000
const headerBytes = 44

/** Makes what people bring (see `readWavSound`) into what the voice engine plays. @throws SoundError */
export function telephoneSound(file: Buffer): TelephoneSound {
  const sound = readWavSound(file)
  const durationMs = Math.round((sound.samples.length / sound.rate) * 1000)
  if (durationMs < leastMs) throw new SoundError('empty', 'There is no sound in this file.')
  if (durationMs > mostMs) throw new SoundError('too-long', 'It is longer than 10 minutes.')
  return { wav: writeWav(resample(sound, sampleRate)), durationMs }
}

function writeWav({ rate, samples }: Sound): Buffer {
  const data = samples.length * 2
  const wav = Buffer.alloc(headerBytes + data)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(headerBytes - 8 + data, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(data, 40)
  for (const [index, sample] of samples.entries()) {
    const value = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)))
    wav.writeInt16LE(value, headerBytes + index * 2)
  }
  return wav
}
