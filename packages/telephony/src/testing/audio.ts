import { alawReference, ulawReference } from './g711-reference.ts'

/** Makes and measures audio for tests: 8 kHz mono, 16-bit samples. */
export const sampleRate = 8000

export type Law = 'PCMU' | 'PCMA'

/** A sum of sines, each of the given peak amplitude. Starts at phase 0. */
export function tone(hz: number | readonly number[], durationMs: number, peak = 8000): Int16Array {
  const tones = typeof hz === 'number' ? [hz] : hz
  const samples = new Int16Array((durationMs * sampleRate) / 1000)
  for (let index = 0; index < samples.length; index++) {
    const at = (2 * Math.PI * index) / sampleRate
    samples[index] = tones.reduce((sum, one) => sum + peak * Math.sin(at * one), 0)
  }
  return samples
}

/** The peak amplitude of the sine at this frequency (Goertzel). Use whole tens of hertz and 100 ms or more. */
export function toneLevel(samples: Int16Array, hz: number): number {
  if (samples.length === 0) return 0
  const turn = (2 * Math.PI * hz) / sampleRate
  const coefficient = 2 * Math.cos(turn)
  let last = 0
  let beforeLast = 0
  for (const sample of samples) {
    const next = sample + coefficient * last - beforeLast
    beforeLast = last
    last = next
  }
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length
}

/** How much of the power of the audio is in the sine at this frequency: 1 for that tone alone, 0 for silence. */
export function toneShare(samples: Int16Array, hz: number): number {
  const power = loudness(samples) ** 2
  return power === 0 ? 0 : toneLevel(samples, hz) ** 2 / 2 / power
}

/** Root mean square, in sample units. */
export function loudness(samples: Int16Array): number {
  if (samples.length === 0) return 0
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

export function encodeG711(samples: Int16Array, law: Law): Uint8Array {
  const { encode } = law === 'PCMU' ? ulawReference : alawReference
  return Uint8Array.from(samples, (sample) => encode[sample & 0xffff] ?? 0)
}

export function decodeG711(payload: Uint8Array, law: Law): Int16Array {
  const { decode } = law === 'PCMU' ? ulawReference : alawReference
  return Int16Array.from(payload, (code) => decode[code] ?? 0)
}

/** A WAV file of these samples, 8 kHz mono. */
export function wavFile(samples: Int16Array, format: 'pcm16' | Law): Buffer {
  const data =
    format === 'pcm16'
      ? Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
      : Buffer.from(encodeG711(samples, format))
  const bytesPerSample = format === 'pcm16' ? 2 : 1
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE({ pcm16: 1, PCMA: 6, PCMU: 7 }[format], 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * bytesPerSample, 28)
  header.writeUInt16LE(bytesPerSample, 32)
  header.writeUInt16LE(bytesPerSample * 8, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}
