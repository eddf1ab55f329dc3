import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { keyId } from '../../keys/derive-key.ts'
import { BlobError } from '../blobs.ts'

/**
 * The form of an encrypted blob: a head, then its bytes in chunks, each sealed by itself so that a part can be read
 * without the rest. This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-
 * Encryption and its Nonce-Reuse Misuse-Resistance", 2015) as `age` uses it, with AES-256-GCM: a chunk's nonce is its
 * number and whether it is the last one, so that chunks left out, cut off, added or moved are noticed. Each blob has a
 * key of its own, made from a salt and the blob's name: under another name it does not open.
 *
 * Head: `IRB` · version (1 byte) · key id (4) · salt (32). Chunk: 65536 bytes, the last one 0 to 65536 · tag (16).
 */
export const headBytes = 40
export const chunkBytes = 64 * 1024
const tagBytes = 16
const sealedChunkBytes = chunkBytes + tagBytes
const magic = Buffer.from('IRB\u0001')

/** Seals and opens the chunks of one blob. */
export class ChunkCipher {
  readonly head: Buffer
  readonly #key: Buffer

  private constructor(head: Buffer, key: Buffer) {
    this.head = head
    this.#key = key
  }

  /** For a new blob of this name. */
  static fresh(storeKey: Uint8Array, name: string): ChunkCipher {
    const head = Buffer.concat([magic, keyId(storeKey), randomBytes(32)])
    return new ChunkCipher(head, blobKey(storeKey, head, name))
  }

  /** For the blob with this head. @throws BlobError `corrupt` */
  static of(storeKey: Uint8Array, name: string, head: Buffer): ChunkCipher {
    if (head.length < headBytes || !head.subarray(0, 4).equals(magic)) {
      throw new BlobError('corrupt', `${name} does not begin like an encrypted blob.`)
    }
    if (!head.subarray(4, 8).equals(keyId(storeKey))) {
      throw new BlobError('corrupt', `${name} was encrypted with another master key.`)
    }
    return new ChunkCipher(head, blobKey(storeKey, head, name))
  }

  seal(index: number, last: boolean, plain: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(index, last))
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** @throws BlobError `corrupt` when the chunk is not the one that belongs here, as it was sealed */
  open(index: number, last: boolean, sealed: Buffer): Buffer {
    const nonce = nonceOf(index, last)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes })
    try {
      decipher.setAuthTag(sealed.subarray(-tagBytes))
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
    } catch (cause) {
      throw new BlobError('corrupt', `Chunk ${index} of a blob is damaged.`, { cause })
    }
  }
}

function blobKey(storeKey: Uint8Array, head: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', storeKey, head.subarray(8), `iris/blob/${name}`, 32))
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce[11] = last ? 1 : 0
  return nonce
}

/** Where things are in a file of this many bytes. */
export interface Layout {
  readonly chunks: number
  /** Of the plain bytes. */
  readonly size: number
}

/** @throws BlobError `corrupt` for a length no blob can have */
export function layoutOf(fileBytes: number): Layout {
  const body = fileBytes - headBytes
  const chunks = Math.max(1, Math.ceil(body / sealedChunkBytes))
  const size = body - chunks * tagBytes
  const lastChunk = size - (chunks - 1) * chunkBytes
  if (lastChunk < (chunks === 1 ? 0 : 1)) throw new BlobError('corrupt', 'A blob was cut off.')
  return { chunks, size }
}

/** The place of a sealed chunk in the file. */
export function chunkPlace(index: number, { chunks, size }: Layout): { at: number; bytes: number } {
  const isLast = index === chunks - 1
  const plain = isLast ? size - index * chunkBytes : chunkBytes
  return { at: headBytes + index * sealedChunkBytes, bytes: plain + tagBytes }
}

/** Turns plain bytes, in pieces of any size, into the bytes of the file. */
export async function* sealAll(
  cipher: ChunkCipher,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  yield cipher.head
  let index = 0
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const piece of content) {
    waiting.push(piece)
    bytes += piece.length
    // A full chunk is kept back: it may turn out to be the last one.
    if (bytes <= chunkBytes) continue
    let rest = Buffer.concat(waiting)
    for (; rest.length > chunkBytes; rest = rest.subarray(chunkBytes)) {
      yield cipher.seal(index++, false, rest.subarray(0, chunkBytes))
    }
    waiting = [rest]
    bytes = rest.length
  }
  yield cipher.seal(index, true, Buffer.concat(waiting))
}
