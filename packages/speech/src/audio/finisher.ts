import { Worker } from 'node:worker_threads'
import type { Sound } from './wav.ts'

export interface FinishRequest {
  readonly id: number
  readonly sound: Sound
  readonly rateHz: number
}

export interface FinishReply {
  readonly id: number
  readonly wav: Uint8Array
}

interface Waiting {
  readonly resolve: (wav: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/**
 * Finishes speech in a thread of its own: it takes tens of milliseconds for a sentence, and signalling must not wait for
 * it. The thread starts with the first sentence and does not keep the process alive.
 */
export class Finisher {
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0

  /** The sound as a WAV file for the telephone; see `finishSpeech`. Rejects when the thread fails or is closed. */
  finish(sound: Sound, rateHz: number): Promise<Uint8Array> {
    const id = ++this.#lastId
    const request: FinishRequest = { id, sound, rateHz }
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#thread().postMessage(request)
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
    this.#fail(new Error('The thread that finishes speech was closed.'))
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('finish-worker.ts', import.meta.url))
    worker.unref()
    worker.on('message', ({ id, wav }: FinishReply) => {
      this.#waiting.get(id)?.resolve(wav)
      this.#waiting.delete(id)
    })
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    })
    this.#worker = worker
    return worker
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
