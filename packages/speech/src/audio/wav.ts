import { decodeMuLaw, encodeMuLaw } from './mu-law.ts'
import { pcm16Of, soundOfPcm16 } from './pcm.ts'

/** Mono sound: samples from −1 to 1. */
export interface Sound {
  readonly samples: Float32Array
  readonly rateHz: number
}

const pcm = 1
const muLaw = 7

/** A WAV file of 8 bits a sample, G.711 µ-law (RIFF format 7). */
export function muLawWav(sound: Sound): Uint8Array {
  const data = encodeMuLaw(sound.samples)
  // Formats other than PCM carry an extension size and a `fact` chunk with the number of samples.
  const format = new Uint8Array(18)
  new DataView(format.buffer).setUint16(0, muLaw, true)
  describe(format, sound.rateHz, 1)
  const fact = new Uint8Array(4)
  new DataView(fact.buffer).setUint32(0, data.length, true)
  return riff([
    ['fmt ', format],
    ['fact', fact],
    ['data', data],
  ])
}

/** A WAV file of 16 bits a sample, linear. */
export function pcm16Wav(sound: Sound): Uint8Array {
  const data = pcm16Of(sound.samples)
  const format = new Uint8Array(16)
  new DataView(format.buffer).setUint16(0, pcm, true)
  describe(format, sound.rateHz, 2)
  return riff([
    ['fmt ', format],
    ['data', data],
  ])
}

/**
 * Reads mono WAV of 16-bit PCM or µ-law. The `data` chunk may claim more than there is, as it does when a program wrote
 * it to a pipe. Throws an Error that says what is wrong with anything else.
 */
export function readWav(file: Uint8Array): Sound {
  const chunks = chunksOf(file)
  const format = chunks.get('fmt ')
  const data = chunks.get('data')
  if (format === undefined || data === undefined || format.byteLength < 16) {
    throw new Error('This is not a WAV file.')
  }
  const encoding = format.getUint16(0, true)
  const channels = format.getUint16(2, true)
  const rateHz = format.getUint32(4, true)
  const bits = format.getUint16(14, true)
  if (channels !== 1) throw new Error(`The WAV file has ${channels} channels; it must be mono.`)
  if (encoding === muLaw && bits === 8) return { samples: decodeMuLaw(bytesOf(data)), rateHz }
  if (encoding !== pcm || bits !== 16) {
    throw new Error(`The WAV file's format ${encoding} with ${bits} bits is not known.`)
  }
  return soundOfPcm16(bytesOf(data), rateHz)
}

/** The parts of a format chunk from the second field on, for one channel. */
function describe(format: Uint8Array, rateHz: number, bytesPerSample: number): void {
  const view = new DataView(format.buffer)
  view.setUint16(2, 1, true)
  view.setUint32(4, rateHz, true)
  view.setUint32(8, rateHz * bytesPerSample, true)
  view.setUint16(12, bytesPerSample, true)
  view.setUint16(14, bytesPerSample * 8, true)
}

function riff(chunks: readonly (readonly [id: string, content: Uint8Array])[]): Uint8Array {
  const body = chunks.flatMap(([id, content]) => [
    header(id, content.length),
    content,
    // Chunks begin at even places.
    new Uint8Array(content.length % 2),
  ])
  const size = body.reduce((sum, part) => sum + part.length, 4)
  return new Uint8Array(Buffer.concat([header('RIFF', size), Buffer.from('WAVE'), ...body]))
}

function header(id: string, size: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.write(id, 'latin1')
  bytes.writeUInt32LE(size, 4)
  return bytes
}

function chunksOf(file: Uint8Array): Map<string, DataView> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const chunks = new Map<string, DataView>()
  if (file.length < 12 || idAt(file, 0) !== 'RIFF' || idAt(file, 8) !== 'WAVE') return chunks
  for (let at = 12; at + 8 <= file.length;) {
    const size = Math.min(view.getUint32(at + 4, true), file.length - at - 8)
    chunks.set(idAt(file, at), new DataView(file.buffer, file.byteOffset + at + 8, size))
    at += 8 + size + (size % 2)
  }
  return chunks
}

function idAt(file: Uint8Array, at: number): string {
  return String.fromCodePoint(...file.subarray(at, at + 4))
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
