import { SpeechError } from '../tts.ts'
import { whileWanted } from '../while-wanted.ts'
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

/** What differs between drivers that are given speech as a whole. */
export interface WholeSpeechStt extends Pick<Stt, 'name' | 'capabilities'> {
  /** Understands µ-law at 8 kHz. */
  transcribe(speech: Uint8Array, request: ListenRequest, signal: AbortSignal): Promise<Transcript>
}

/** A driver that gathers what is said and asks once all is said. */
export function openWholeSpeechStt(driver: WholeSpeechStt, limits: SttLimits): Stt {
  const closed = new AbortController()
  return {
    name: driver.name,
    capabilities: driver.capabilities,
    listen(request) {
      checkListenRequest(request)
      return new Gathering(driver, request, limits, closed.signal)
    },
    async close() {
      closed.abort(new SpeechError('closed', 'Speech was closed.'))
    },
  }
}

class Gathering implements Listening {
  readonly #driver: WholeSpeechStt
  readonly #request: ListenRequest
  readonly #timeoutMs: number
  readonly #maxBytes: number
  readonly #closed: AbortSignal
  readonly #cancelled = new AbortController()
  readonly #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(
    driver: WholeSpeechStt,
    request: ListenRequest,
    limits: SttLimits,
    closed: AbortSignal,
  ) {
    this.#driver = driver
    this.#request = request
    this.#timeoutMs = limits.timeoutMs ?? defaultSttTimeoutMs
    this.#maxBytes = (limits.maxSpeechMs ?? defaultMaxSpeechMs) * 8
    this.#closed = closed
  }

  write(muLaw: Uint8Array): void {
    this.#bytes += muLaw.length
    if (this.#bytes <= this.#maxBytes) this.#pieces.push(muLaw.slice())
    else this.#pieces.length = 0
  }

  async finish(): Promise<Transcript> {
    const { name } = this.#driver
    const { signal: cancelled } = this.#cancelled
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#closed, cancelled])
    return whileWanted(name, signal, async () => {
      if (this.#bytes > this.#maxBytes) {
        throw new SpeechError('too-large', 'That was more speech than can be listened to.')
      }
      if (this.#bytes === 0) return { text: '', confidence: undefined }
      const speech = new Uint8Array(Buffer.concat(this.#pieces))
      return this.#driver.transcribe(speech, this.#request, signal)
    })
  }

  cancel(): void {
    this.#cancelled.abort()
    this.#pieces.length = 0
  }
}
