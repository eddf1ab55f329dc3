import { type ClientOptions, type RawData, WebSocket } from 'ws'
import { asSpeechError, SpeechError } from '../tts.ts'
import {
  checkListenRequest,
  defaultMaxSpeechMs,
  defaultSttTimeoutMs,
  type Listening,
  type ListenRequest,
  type Stt,
  type SttLimits,
  type Transcript,
} from './stt.ts'

/** What differs between vendors that are spoken to over a WebSocket. */
export interface LiveSpeechStt extends Pick<Stt, 'name' | 'capabilities'> {
  address(request: ListenRequest): { readonly url: URL; readonly headers?: Record<string, string> }
  /** Speech as the vendor takes it. */
  audioMessage(muLaw: Uint8Array): Uint8Array
  /** What says that nothing more comes. */
  endMessage(): Uint8Array | string
  /** Whether the vendor closes the connection, with the code of a good end, rather than say that it is done. */
  readonly isDoneAtClose: boolean
  /** What the vendor says; throws for what cannot be read. */
  read(data: Buffer, isBinary: boolean): readonly LiveNews[]
}

/** A piece of news from a vendor. Stretches follow each other; of one, a final replaces what came before. */
export type LiveNews =
  | {
      readonly kind: 'heard'
      readonly text: string
      readonly isFinal: boolean
      readonly confidence: number | undefined
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: SpeechError }

/** A tenth of a second: what vendors advise to send at once. */
const pieceBytes = 800
const maxMessageBytes = 256 * 1024
/** RFC 6455 §7.4.1. */
const normalClosure = 1000

/** A driver that hands speech on as it comes. */
export function openLiveSpeechStt(vendor: LiveSpeechStt, limits: SttLimits): Stt {
  const underWay = new Set<LiveListening>()
  let isClosed = false
  return {
    name: vendor.name,
    capabilities: vendor.capabilities,
    listen(request) {
      checkListenRequest(request)
      const listening = new LiveListening(vendor, request, limits, () => underWay.delete(listening))
      if (isClosed) listening.fail(closed())
      else underWay.add(listening)
      return listening
    },
    async close() {
      isClosed = true
      for (const listening of underWay) listening.fail(closed())
    },
  }
}

function closed(): SpeechError {
  return new SpeechError('closed', 'Speech was closed.')
}

class LiveListening implements Listening {
  readonly #vendor: LiveSpeechStt
  readonly #request: ListenRequest
  readonly #timeoutMs: number
  readonly #socket: WebSocket
  readonly #ended = Promise.withResolvers<Transcript>()
  readonly #onEnd: () => void
  readonly #finals: { readonly text: string; readonly confidence: number | undefined }[] = []
  #bytesLeft: number
  /** What is not sent yet: no connection yet, or too little. */
  #unsent: Uint8Array[] = []
  #isFinishing = false
  #timer: NodeJS.Timeout | undefined

  constructor(vendor: LiveSpeechStt, request: ListenRequest, limits: SttLimits, onEnd: () => void) {
    this.#vendor = vendor
    this.#request = request
    this.#timeoutMs = limits.timeoutMs ?? defaultSttTimeoutMs
    this.#bytesLeft = (limits.maxSpeechMs ?? defaultMaxSpeechMs) * 8
    this.#onEnd = onEnd
    // Whoever cancels does not ask how it went.
    this.#ended.promise.catch(() => undefined)
    const { url, headers = {} } = vendor.address(request)
    const options: ClientOptions = {
      headers,
      handshakeTimeout: this.#timeoutMs,
      maxPayload: maxMessageBytes,
      followRedirects: false,
      perMessageDeflate: false,
    }
    this.#socket = new WebSocket(url, options)
    this.#listenToSocket()
  }

  write(muLaw: Uint8Array): void {
    this.#bytesLeft -= muLaw.length
    if (this.#bytesLeft < 0) {
      return this.fail(
        new SpeechError('too-large', 'That was more speech than can be listened to.'),
      )
    }
    this.#unsent.push(muLaw.slice())
    this.#send(pieceBytes)
  }

  finish(): Promise<Transcript> {
    this.#isFinishing = true
    this.#timer = setTimeout(() => {
      this.fail(new SpeechError('timeout', `${this.#vendor.name} took too long.`))
    }, this.#timeoutMs)
    this.#end()
    return this.#ended.promise
  }

  cancel(): void {
    this.fail(new SpeechError('aborted', 'Nobody waits for it any more.'))
  }

  fail(error: SpeechError): void {
    this.#ended.reject(error)
    this.#leave()
  }

  #listenToSocket(): void {
    const { name } = this.#vendor
    this.#socket.on('open', () => {
      this.#send(pieceBytes)
      this.#end()
    })
    this.#socket.on('message', (data, isBinary) => this.#hear(data, isBinary))
    this.#socket.on('unexpected-response', (_request, { statusCode = 0 }) =>
      this.fail(refusalOf(name, statusCode)),
    )
    // The error may name the address, which may carry a signature.
    this.#socket.on('error', () =>
      this.fail(new SpeechError('failed', `${name} cannot be reached.`)),
    )
    this.#socket.on('close', (code) => {
      if (this.#vendor.isDoneAtClose && code === normalClosure) this.#take({ kind: 'done' })
      this.fail(new SpeechError('failed', `${name} ended before it had heard everything.`))
    })
  }

  /** Sends what waits once it comes to `atLeast` bytes. */
  #send(atLeast: number): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    const waiting = Buffer.concat(this.#unsent)
    const whole = waiting.length - (waiting.length % atLeast)
    for (let at = 0; at < whole; at += pieceBytes) {
      const piece = waiting.subarray(at, Math.min(whole, at + pieceBytes))
      this.#socket.send(this.#vendor.audioMessage(piece))
    }
    this.#unsent = whole < waiting.length ? [waiting.subarray(whole)] : []
  }

  #end(): void {
    if (!this.#isFinishing || this.#socket.readyState !== WebSocket.OPEN) return
    this.#send(1)
    this.#socket.send(this.#vendor.endMessage())
  }

  #hear(data: RawData, isBinary: boolean): void {
    try {
      for (const news of this.#vendor.read(bufferOf(data), isBinary)) this.#take(news)
    } catch (error) {
      this.fail(asSpeechError(error, `${this.#vendor.name} said something that cannot be read.`))
    }
  }

  #take(news: LiveNews): void {
    switch (news.kind) {
      case 'heard': {
        const { text, isFinal, confidence } = news
        if (isFinal && text !== '') this.#finals.push({ text, confidence })
        const soFar = this.#finals.map(({ text }) => text)
        this.#request.onPartial?.([...soFar, ...(isFinal ? [] : [text])].join(' ').trim())
        return
      }
      case 'failed':
        return this.fail(news.error)
      case 'done':
        // One that ends before we did has not heard everything.
        if (!this.#isFinishing) return
        this.#ended.resolve(transcriptOf(this.#finals))
        this.#leave()
    }
  }

  #leave(): void {
    clearTimeout(this.#timer)
    this.#unsent = []
    this.#socket.terminate()
    this.#onEnd()
  }
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

function refusalOf(name: string, status: number): SpeechError {
  const message = `${name} answered ${status}.`
  if (status === 401 || status === 403) return new SpeechError('refused', message)
  if (status === 402 || status === 429) return new SpeechError('busy', message)
  return new SpeechError('failed', message)
}

/** Confidence is that of its stretches, weighed by how much was said in each. */
function transcriptOf(
  finals: readonly { readonly text: string; readonly confidence: number | undefined }[],
): Transcript {
  const text = finals.map((final) => final.text).join(' ')
  const known = finals.flatMap(({ text, confidence }) =>
    confidence === undefined ? [] : [{ weight: text.length, confidence }],
  )
  const weight = known.reduce((sum, part) => sum + part.weight, 0)
  const sum = known.reduce((sum, part) => sum + part.weight * part.confidence, 0)
  return { text, confidence: weight === 0 ? undefined : sum / weight }
}
