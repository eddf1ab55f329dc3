import type { Readable } from 'node:stream'

/** For drivers: the content piece by piece, and its own error if it has failed. */
export function watchSource(content: Uint8Array | Readable) {
  let failure: { error: unknown } | undefined
  async function* read(): AsyncGenerator<Uint8Array> {
    if (content instanceof Uint8Array) {
      yield content
      return
    }
    try {
      for await (const piece of content) yield asBytes(piece)
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  return { pieces: read(), error: () => failure?.error }
}

function asBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece
  if (typeof piece === 'string') return Buffer.from(piece)
  throw new TypeError('A blob is made of bytes.')
}
