import type { Law } from '../../rtp/g711.ts'
import type { WavFile } from './wav-file.ts'
import { withWavFile } from './wav-file.ts'

interface Clip {
  readonly stamp: string
  readonly codes: Uint8Array
}

/**
 * Keeps the codes of files that were played, the least recently played dropped first beyond the bound. A file that has
 * changed (modification time or length) is read again. Those who want the same file at once share one reading.
 */
export class ClipCache {
  /** Least recently played first. */
  readonly #clips = new Map<string, Clip>()
  readonly #readings = new Map<string, Promise<Uint8Array>>()
  readonly #mostBytes: number
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** What is kept now, in bytes; never above the bound. */
  get bytes(): number {
    return this.#bytes
  }

  /** The file's samples as codes of this law. Rejects with `MediaError` of kind `bad-source`. */
  async load(path: string, law: Law): Promise<Uint8Array> {
    const key = `${law} ${path}`
    return await withWavFile(path, async (file) => {
      const kept = this.#clips.get(key)
      const codes = kept?.stamp === file.stamp ? kept.codes : await this.#read(key, file, law)
      this.#keep(key, { stamp: file.stamp, codes })
      return codes
    })
  }

  async #read(key: string, file: WavFile, law: Law): Promise<Uint8Array> {
    const version = `${file.stamp} ${key}`
    const running = this.#readings.get(version)
    if (running) return await running
    const reading = file.read(law)
    this.#readings.set(version, reading)
    try {
      return await reading
    } finally {
      this.#readings.delete(version)
    }
  }

  #keep(key: string, clip: Clip): void {
    this.#drop(key)
    if (clip.codes.length > this.#mostBytes) return
    this.#clips.set(key, clip)
    this.#bytes += clip.codes.length
    for (const oldest of this.#clips.keys()) {
      if (this.#bytes <= this.#mostBytes) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#clips.get(key)?.codes.length ?? 0
    this.#clips.delete(key)
  }
}
