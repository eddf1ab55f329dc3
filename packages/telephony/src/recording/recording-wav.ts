import { Readable } from 'node:stream'
import { g711 } from '../rtp/g711.ts'
import { chunkSamples, sampleRate } from './recording-format.ts'
import type { Recording } from './recording-reader.ts'

const headerBytes = 44
const sampleBytes = 2

/** How many bytes the recording has as a WAV file. */
export function wavBytes(recording: Recording): number {
  return headerBytes + recording.samples * recording.channels * sampleBytes
}

/**
 * The recording as a RIFF WAVE file, 16-bit PCM: the bytes from `start` up to `end`, which is exclusive. Only what is
 * asked for is read and opened. The stream closes the recording at its end; it has to be read or destroyed.
 */
export function streamWav(
  recording: Recording,
  { start, end }: { readonly start: number; readonly end: number },
): Readable {
  let at = start
  const take = async (): Promise<Buffer | null> => {
    if (at >= end) return null
    const piece = at < headerBytes ? headerOf(recording) : await pieceAt(recording, at)
    const offset = at < headerBytes ? at : (at - headerBytes) % (sampleBytes * recording.channels)
    const bytes = piece.subarray(offset, offset + end - at)
    at += bytes.length
    return bytes
  }
  return new Readable({
    read() {
      take().then(
        (bytes) => this.push(bytes),
        (error: Error) => this.destroy(error),
      )
    },
    destroy(error, done) {
      recording.close().then(
        () => done(error),
        (failed: Error) => done(error ?? failed),
      )
    },
  })
}

/** The rest of the chunk that this byte of the file lies in, from the sample that holds it. */
async function pieceAt(recording: Recording, at: number): Promise<Buffer> {
  const from = Math.floor((at - headerBytes) / (sampleBytes * recording.channels))
  const codes = await recording.read(from, chunkSamples - (from % chunkSamples))
  const pcm = Buffer.alloc(codes.length * sampleBytes)
  const { decode } = g711.PCMU
  for (const [index, code] of codes.entries()) {
    pcm.writeInt16LE(decode[code] ?? 0, index * sampleBytes)
  }
  return pcm
}

function headerOf(recording: Recording): Buffer {
  const { channels } = recording
  const data = wavBytes(recording) - headerBytes
  const header = Buffer.alloc(headerBytes)
  header.write('RIFF', 0)
  header.writeUInt32LE(headerBytes - 8 + data, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * channels * sampleBytes, 28)
  header.writeUInt16LE(channels * sampleBytes, 32)
  header.writeUInt16LE(8 * sampleBytes, 34)
  header.write('data', 36)
  header.writeUInt32LE(data, 40)
  return header
}
