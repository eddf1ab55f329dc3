import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import type { Law } from '../../rtp/g711.ts'
import { g711, transcode } from '../../rtp/g711.ts'
import { MediaError } from '../media-engine.ts'
import type { WavLayout } from './wav.ts'
import { readWavHeader } from './wav.ts'

/** Half an hour of 16-bit audio and a little more. */
const mostFileBytes = 32 * 1024 * 1024
const headBytes = 64 * 1024
/** Small enough that turning one into codes does not hold up the clock. */
const pieceBytes = 64 * 1024

export interface WavFile {
  /** Changes when the file does. */
  readonly stamp: string
  /** Reads all of it as codes of this law, one a sample. */
  readonly read: (law: Law) => Promise<Uint8Array>
}

/**
 * Opens a WAV file, gives it to `use`, and closes it. Rejects with `MediaError` of kind `bad-source` when it cannot be
 * read or played.
 */
export async function withWavFile<Result>(
  path: string,
  use: (file: WavFile) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle | undefined
  try {
    // Opening a pipe would wait for a writer.
    const found = await stat(path, { bigint: true })
    if (!found.isFile()) throw badSource(path, 'It is no file.')
    handle = await open(path, 'r')
    const file = handle
    if (found.size > mostFileBytes) throw badSource(path, 'It is larger than 32 MiB.')
    const bytes = Number(found.size)
    const stamp = `${found.mtimeNs} ${bytes}`
    return await use({ stamp, read: (law) => readCodes(file, { path, bytes, law }) })
  } catch (error) {
    if (error instanceof MediaError) throw error
    throw badSource(path, error instanceof Error ? error.message : 'It cannot be read.')
  } finally {
    await handle?.close()
  }
}

function badSource(path: string, reason: string): MediaError {
  return new MediaError('bad-source', `${path} cannot be played: ${reason}`)
}

async function readCodes(
  file: FileHandle,
  { path, bytes, law }: { path: string; bytes: number; law: Law },
): Promise<Uint8Array> {
  const head = Buffer.alloc(Math.min(headBytes, bytes))
  await file.read(head, 0, head.length, 0)
  const header = readWavHeader(head, bytes)
  if (header.kind === 'refused') throw badSource(path, header.reason)
  const { layout } = header
  const sampleBytes = layout.encoding === 'pcm16' ? 2 : 1
  const codes = new Uint8Array(Math.floor((layout.end - layout.start) / sampleBytes))
  const piece = Buffer.alloc(pieceBytes)
  for (let done = 0; done < codes.length;) {
    const wanted = Math.min(pieceBytes, (codes.length - done) * sampleBytes)
    const { bytesRead } = await file.read(piece, 0, wanted, layout.start + done * sampleBytes)
    if (bytesRead < sampleBytes) throw badSource(path, 'It became shorter while it was read.')
    const samples = Math.floor(bytesRead / sampleBytes)
    encode(piece.subarray(0, samples * sampleBytes), layout.encoding, law, codes.subarray(done))
    done += samples
  }
  return codes
}

function encode(bytes: Buffer, encoding: WavLayout['encoding'], law: Law, codes: Uint8Array): void {
  if (encoding === law) {
    codes.set(bytes)
    return
  }
  const table = encoding === 'pcm16' ? g711[law].encode : transcode[encoding]
  if (encoding === 'pcm16') {
    for (let at = 0; at < bytes.length; at += 2) {
      codes[at >> 1] = table[bytes.readUInt16LE(at)] ?? 0
    }
    return
  }
  for (const [at, code] of bytes.entries()) codes[at] = table[code] ?? 0
}
