import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import {
  chunkSamples,
  type Channels,
  headBytes,
  readHead,
  RecordingCipher,
  RecordingError,
  sampleRate,
} from './recording-format.ts'

/** A recording that is open for reading. Places and lengths are in samples of each channel. */
export interface Recording {
  readonly channels: Channels
  readonly samples: number
  readonly durationMs: number
  /** Reads G.711 µ-law codes, channels interleaved. @throws RecordingError `damaged` */
  read(from: number, count: number): Promise<Buffer>
  close(): Promise<void>
}

/** Where the bytes of a recording's file are read from, wherever it lies. Asked one thing at a time, mostly in order. */
export interface RecordingSource {
  readonly size: number
  /** Fewer bytes only where it ends. */
  read(at: number, bytes: number): Promise<Buffer>
  close(): Promise<void>
}

interface Chunks {
  readonly file: RecordingSource
  readonly cipher: RecordingCipher
  readonly channels: Channels
  /** Those of full length. */
  readonly full: number
  /** What follows them in the file. */
  readonly rest: Buffer
}

/** Opens a finished recording by its path. @throws RecordingError `not-found`, or as `readRecording` does */
export async function openRecording(path: string, key: Uint8Array): Promise<Recording> {
  return readRecording(await sourceOf(await openFile(path, constants.O_RDONLY)), key)
}

/**
 * Opens a finished recording, wherever it lies; closing it closes its source, and so does what is thrown.
 * @throws RecordingError `damaged` when it was cut off, tampered with, sealed with another key, or is still being made or
 *   was left unfinished: see `finishRecording`
 */
export async function readRecording(file: RecordingSource, key: Uint8Array): Promise<Recording> {
  try {
    const chunks = await findChunks(file, key)
    const last = chunks.cipher.open({ index: chunks.full, last: true }, chunks.rest)
    if (!last) throw new RecordingError('damaged', 'The recording has no end, or a damaged one.')
    const samples = chunks.full * chunkSamples + last.length / chunks.channels
    return {
      channels: chunks.channels,
      samples,
      durationMs: Math.round((samples * 1000) / sampleRate),
      read: (from, count) => readCodes(chunks, from, Math.min(count, samples - from)),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/**
 * Finishes a recording whose process died, up to the latest chunk that was written: what was half written is taken off
 * and the end is sealed, so that from now on a part that is missing is noticed. Does nothing to one that is finished.
 * Resolves with its length in milliseconds.
 * @throws RecordingError
 */
export async function finishRecording(path: string, key: Uint8Array): Promise<number> {
  const file = await openFile(path, constants.O_RDWR)
  try {
    const chunks = await findChunks(await sourceOf(file), key)
    const { full, rest, cipher, channels } = chunks
    const last = cipher.open({ index: full, last: true }, rest)
    if (last) return inMs(full * chunkSamples + last.length / channels)
    // The latest whole chunk opens, which shows that the key and the order are right.
    if (full > 0) await readChunk(chunks, full - 1)
    const end = headBytes + full * cipher.sealedChunkBytes
    const seal = cipher.seal({ index: full, last: true }, Buffer.alloc(0))
    await file.truncate(end)
    await file.write(seal, 0, seal.length, end)
    await file.sync()
    return inMs(full * chunkSamples)
  } finally {
    await file.close()
  }
}

const inMs = (samples: number): number => Math.round((samples * 1000) / sampleRate)

async function openFile(path: string, access: number): Promise<FileHandle> {
  try {
    return await open(path, access | constants.O_NOFOLLOW)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new RecordingError('not-found', 'The recording’s file is not there.', { cause })
    }
    throw cause
  }
}

async function sourceOf(file: FileHandle): Promise<RecordingSource> {
  return {
    size: (await file.stat()).size,
    read: (at, bytes) => readAt(file, at, bytes),
    close: () => file.close(),
  }
}

async function findChunks(file: RecordingSource, key: Uint8Array): Promise<Chunks> {
  const channels = readHead(await file.read(0, headBytes))
  const cipher = new RecordingCipher(key, channels)
  const body = file.size - headBytes
  const full = Math.floor(body / cipher.sealedChunkBytes)
  const at = headBytes + full * cipher.sealedChunkBytes
  return { file, cipher, channels, full, rest: await file.read(at, file.size - at) }
}

async function readChunk(chunks: Chunks, index: number): Promise<Buffer> {
  const { file, cipher, full, rest } = chunks
  const last = index === full
  const { sealedChunkBytes } = cipher
  const sealed = last
    ? rest
    : await file.read(headBytes + index * sealedChunkBytes, sealedChunkBytes)
  const codes = cipher.open({ index, last }, sealed)
  if (!codes) throw new RecordingError('damaged', `Chunk ${index} of the recording is damaged.`)
  return codes
}

async function readCodes(chunks: Chunks, from: number, count: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let at = from; at < from + count;) {
    const index = Math.floor(at / chunkSamples)
    const start = index * chunkSamples
    const end = Math.min(from + count, start + chunkSamples)
    const codes = await readChunk(chunks, index)
    parts.push(codes.subarray((at - start) * chunks.channels, (end - start) * chunks.channels))
    at = end
  }
  return Buffer.concat(parts)
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, at)
  return buffer.subarray(0, bytesRead)
}
