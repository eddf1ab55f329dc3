import { createCipheriv, createDecipheriv } from 'node:crypto'

/**
 * The form of a recording's file: a head, then the audio in chunks of half a second, each sealed by itself with
 * AES-256-GCM, so that what was written before a crash opens afterwards. The construction is STREAM (Hoang, Reyhanitabar,
 * Rogaway, Vizár, 2015): a chunk's nonce is its number and whether it is the last one. Only a finished recording has a
 * last chunk, and only that one may be short; so chunks cut off a finished recording are noticed, and an unfinished one
 * can be told from a damaged one. The key belongs to this recording alone.
 *
 * Head: `IRR` · version (1 byte) · channels (1). Chunk: G.711 µ-law, 8 kHz, channels interleaved · tag (16).
 */
export const headBytes = 5
export const sampleRate = 8000
/** Samples of each channel in a full chunk: 500 ms. */
export const chunkSamples = 4000
const tagBytes = 16
const keyBytes = 32
const magic = Buffer.from('IRR\u0001')

export type Channels = 1 | 2

/** What is wrong with a recording's file. */
export class RecordingError extends Error {
  readonly kind: 'not-found' | 'damaged'

  constructor(kind: RecordingError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RecordingError'
    this.kind = kind
  }
}

export function writeHead(channels: Channels): Buffer {
  return Buffer.concat([magic, Buffer.of(channels)])
}

/** @throws RecordingError `damaged` */
export function readHead(head: Buffer): Channels {
  const channels = head[magic.length]
  const isOurs = head.length === headBytes && head.subarray(0, magic.length).equals(magic)
  if (isOurs && (channels === 1 || channels === 2)) return channels
  throw new RecordingError('damaged', 'This does not begin like a recording.')
}

/** Seals and opens the chunks of one recording. */
export class RecordingCipher {
  readonly chunkBytes: number
  readonly sealedChunkBytes: number
  readonly #key: Uint8Array
  readonly #head: Buffer

  constructor(key: Uint8Array, channels: Channels) {
    if (key.length !== keyBytes) throw new RangeError('The key of a recording has 32 bytes.')
    this.#key = key
    this.#head = writeHead(channels)
    this.chunkBytes = chunkSamples * channels
    this.sealedChunkBytes = this.chunkBytes + tagBytes
  }

  seal(chunk: { readonly index: number; readonly last: boolean }, codes: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(chunk))
    cipher.setAAD(this.#head)
    return Buffer.concat([cipher.update(codes), cipher.final(), cipher.getAuthTag()])
  }

  /** Opens a chunk; `undefined` when it is not the one that belongs here, as it was sealed. */
  open(
    chunk: { readonly index: number; readonly last: boolean },
    sealed: Buffer,
  ): Buffer | undefined {
    if (sealed.length < tagBytes) return undefined
    const options = { authTagLength: tagBytes }
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(chunk), options)
    decipher.setAAD(this.#head)
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
    } catch {
      return undefined
    }
  }
}

function nonceOf({ index, last }: { index: number; last: boolean }): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce[11] = last ? 1 : 0
  return nonce
}
