import { open, type FileHandle } from 'node:fs/promises'
import { chunkSamples, type Channels, RecordingCipher, writeHead } from './recording-format.ts'

/** Chunks that may wait for the disk (10 s): more, and the disk is taken to have failed. */
const mostWaiting = 20

/** Writes a recording as it is made, a sealed chunk every 500 ms. */
export class RecordingWriter {
  readonly #file: FileHandle
  readonly #cipher: RecordingCipher
  readonly #channels: Channels
  readonly #chunk: Buffer
  #filled = 0
  #index = 0
  #waiting = 0
  #written: Promise<void> = Promise.resolve()
  #failure: Error | undefined

  private constructor(file: FileHandle, key: Uint8Array, channels: Channels) {
    this.#file = file
    this.#channels = channels
    this.#cipher = new RecordingCipher(key, channels)
    this.#chunk = Buffer.alloc(this.#cipher.chunkBytes)
  }

  /** Makes the file, which must not be there yet. Rejects with the system's error. */
  static async create(path: string, key: Uint8Array, channels: Channels): Promise<RecordingWriter> {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(writeHead(channels))
      return new RecordingWriter(file, key, channels)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Why nothing more can be written, once that is so. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Of what was handed over, in samples of each channel. */
  get samples(): number {
    return this.#index * chunkSamples + this.#filled / this.#channels
  }

  /** Takes codes, channels interleaved. They are on their way to the disk within 500 ms of audio. */
  write(codes: Uint8Array): void {
    for (let at = 0; at < codes.length;) {
      const step = Math.min(codes.length - at, this.#chunk.length - this.#filled)
      this.#chunk.set(codes.subarray(at, at + step), this.#filled)
      this.#filled += step
      at += step
      if (this.#filled < this.#chunk.length) continue
      this.#append(this.#cipher.seal({ index: this.#index++, last: false }, this.#chunk))
      this.#filled = 0
    }
  }

  /** Writes what is left and closes the file. Rejects with whatever kept it from being written whole. */
  async finish(): Promise<void> {
    const rest = this.#chunk.subarray(0, this.#filled)
    this.#append(this.#cipher.seal({ index: this.#index, last: true }, rest))
    await this.#written
    try {
      if (!this.#failure) await this.#file.sync()
    } finally {
      await this.#file.close()
    }
    if (this.#failure) throw this.#failure
  }

  #append(sealed: Buffer): void {
    if (this.#failure) return
    if (++this.#waiting > mostWaiting) {
      this.#failure = new Error('The disk does not keep up with the recording.')
      return
    }
    this.#written = this.#written
      .then(() => (this.#failure ? undefined : this.#file.writeFile(sealed)))
      .catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => {
        this.#waiting--
      })
  }
}
