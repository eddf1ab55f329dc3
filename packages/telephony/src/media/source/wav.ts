import type { Law } from '../../rtp/g711.ts'

/** How the samples of a WAV file are written, and where they stand in it. */
export interface WavLayout {
  readonly encoding: 'pcm16' | Law
  /** First byte of the samples. */
  readonly start: number
  /** Byte after the last one. */
  readonly end: number
}

export type WavHeader =
  | { readonly kind: 'wav'; readonly layout: WavLayout }
  | { readonly kind: 'refused'; readonly reason: string }

const encodings: ReadonlyMap<string, WavLayout['encoding']> = new Map([
  ['1/16', 'pcm16'],
  ['6/8', 'PCMA'],
  ['7/8', 'PCMU'],
])
/** WAVE_FORMAT_EXTENSIBLE: the real format stands in the first two bytes of a longer header. */
const extensible = 0xfffe

/**
 * Reads the header of a RIFF WAVE file: 8 kHz mono, 16-bit PCM, µ-law or A-law. `head` is the beginning of the file,
 * with everything up to the samples. A data length that is 0 or too large, as recorders leave it that write to a pipe,
 * means up to the end of the file.
 */
export function readWavHeader(head: Buffer, fileBytes: number): WavHeader {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') {
    return refused('It is no WAV file.')
  }
  let encoding: WavLayout['encoding'] | undefined
  for (let at = 12; at + 8 <= head.length;) {
    const name = head.toString('latin1', at, at + 4)
    const length = head.readUInt32LE(at + 4)
    const body = at + 8
    if (name === 'data') {
      if (!encoding) return refused('Its samples come before their format.')
      return { kind: 'wav', layout: { encoding, start: body, end: endOf(body, length, fileBytes) } }
    }
    if (name === 'fmt ') {
      const format = readFormat(head.subarray(body, body + length))
      if (typeof format === 'object') return refused(format.reason)
      encoding = format
    }
    at = body + length + (length % 2)
  }
  return refused('It has no samples.')
}

function refused(reason: string): WavHeader {
  return { kind: 'refused', reason }
}

function endOf(start: number, length: number, fileBytes: number): number {
  return length === 0 || start + length > fileBytes ? fileBytes : start + length
}

function readFormat(format: Buffer): WavLayout['encoding'] | { reason: string } {
  if (format.length < 16) return { reason: 'Its format is cut off.' }
  const tag = format.readUInt16LE(0)
  const channels = format.readUInt16LE(2)
  const rate = format.readUInt32LE(4)
  const bits = format.readUInt16LE(14)
  const real = tag === extensible && format.length >= 26 ? format.readUInt16LE(24) : tag
  const encoding = encodings.get(`${real}/${bits}`)
  if (encoding && channels === 1 && rate === 8000) return encoding
  const found = `format ${real}, ${bits} bits, ${channels} channels, ${rate} Hz`
  return { reason: `It is not 8 kHz mono 16-bit PCM or G.711 but ${found}.` }
}
