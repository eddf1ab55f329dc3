import { Worker } from 'node:worker_threads'
import type { Channels } from '../recording-format.ts'
import type { EncoderAnswer, EncoderRequest } from './encoder-messages.ts'

/** Longer than any answer takes, with many streams before it. */
const answerWithinMs = 30_000

/** One stream of packets in the making. */
export interface OpusEncoding {
  readonly lookahead: number
  readonly encoder: string
  /** See `EncoderRequest`. One at a time. Rejects when the thread has died or does not answer. */
  encode(codes: Uint8Array, frames: number): Promise<readonly Uint8Array[]>
  close(): void
}

interface Waiting {
  readonly resolve: (answer: EncoderAnswer) => void
  readonly reject: (error: Error) => void
}

/** Encoders in one thread, which is there as long as anything is encoded: however many streams, they share one core. */
class EncoderThread {
  readonly #worker = new Worker(new URL('encoder-thread.ts', import.meta.url))
  readonly #waiting = new Map<number, Waiting>()
  readonly #streams = new Set<number>()
  #failure: Error | undefined

  constructor() {
    // It keeps no process from ending.
    this.#worker.unref()
    this.#worker.on('message', (answer: EncoderAnswer) => this.#settle(answer))
    this.#worker.on('error', (error: Error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('The thread that encodes has ended.')))
  }

  get isDead(): boolean {
    return this.#failure !== undefined
  }

  async ask(request: Exclude<EncoderRequest, { kind: 'close' }>): Promise<EncoderAnswer> {
    if (this.#failure) throw this.#failure
    const { promise, ...waiting } = Promise.withResolvers<EncoderAnswer>()
    const late = () => this.#fail(new Error('The thread that encodes does not answer.'))
    const timer = setTimeout(late, answerWithinMs)
    this.#streams.add(request.stream)
    this.#waiting.set(request.stream, waiting)
    this.#worker.postMessage(request)
    return promise.finally(() => clearTimeout(timer))
  }

  /** Ends a stream, and with the last one the thread. */
  close(stream: number): void {
    if (!this.#streams.delete(stream)) return
    const request: EncoderRequest = { kind: 'close', stream }
    if (this.#streams.size > 0) this.#worker.postMessage(request)
    else this.#fail(new Error('The thread that encodes was ended.'))
  }

  #settle(answer: EncoderAnswer): void {
    const waiting = this.#waiting.get(answer.stream)
    this.#waiting.delete(answer.stream)
    if (answer.kind === 'failed') waiting?.reject(new Error(answer.problem))
    else waiting?.resolve(answer)
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
    void this.#worker.terminate()
  }
}

let thread: EncoderThread | undefined
let latest = 0

/** Begins to encode. The stream has to be closed. */
export async function openOpusEncoding(channels: Channels): Promise<OpusEncoding> {
  if (!thread || thread.isDead) thread = new EncoderThread()
  const own = thread
  const stream = (latest += 1)
  const close = () => own.close(stream)
  try {
    const opened = await own.ask({ kind: 'open', stream, channels })
    if (opened.kind !== 'opened') throw new Error(`The encoder answered ${opened.kind}.`)
    const { lookahead, encoder } = opened
    return { lookahead, encoder, close, encode: (...part) => encodePart(own, stream, ...part) }
  } catch (error) {
    close()
    throw error
  }
}

async function encodePart(
  own: EncoderThread,
  stream: number,
  codes: Uint8Array,
  frames: number,
): Promise<readonly Uint8Array[]> {
  const answer = await own.ask({ kind: 'encode', stream, codes, frames })
  if (answer.kind !== 'encoded') throw new Error(`The encoder answered ${answer.kind}.`)
  return answer.packets
}
