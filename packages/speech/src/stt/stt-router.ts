import { CircuitBreaker } from '../circuit-breaker.ts'
import { asSpeechError, SpeechError } from '../tts.ts'
import { whileWanted } from '../while-wanted.ts'
import { checkListenRequest } from './stt.ts'
import type { Listening, ListenRequest, Stt, Transcript } from './stt.ts'

export interface SttRouterOptions {
  /** In the order they are tried; at least one. */
  readonly drivers: readonly [Stt, ...Stt[]]
  /** Told of every failure, also of those that another driver got over. */
  readonly onFailure?: (stt: Stt, error: SpeechError) => void
  /** A clock that never goes back, in ms. */
  readonly now?: () => number
  /** How many failures in a row keep a driver from being asked, and for how long. */
  readonly breaker?: { readonly failures: number; readonly openMs: number }
  /** From the end of speech to the text, for one driver, before the next is asked; 4 s unless told. */
  readonly attemptMs?: number
}

/**
 * Drivers as one: the first hears live what is said; when it fails, what was said is said again to the next. One that
 * keeps failing is not asked for a while. Closing closes the drivers.
 */
export function openSttRouter(options: SttRouterOptions): Stt {
  const { drivers, breaker = { failures: 3, openMs: 30_000 } } = options
  const now = options.now ?? (() => performance.now())
  const routes = drivers.map((stt) => ({
    stt,
    breaker: new CircuitBreaker({ ...breaker, now }),
  }))
  const does = (can: (stt: Stt) => boolean) => drivers.some(can)
  return {
    name: drivers.map(({ name }) => name).join(', then '),
    capabilities: {
      partials: does(({ capabilities }) => capabilities.partials),
      hints: does(({ capabilities }) => capabilities.hints),
      offline: drivers.every(({ capabilities }) => capabilities.offline),
    },
    listen(request) {
      checkListenRequest(request)
      return new RoutedListening(routes, request, options)
    },
    async close() {
      await Promise.all(drivers.map((stt) => stt.close()))
    },
  }
}

interface Route {
  readonly stt: Stt
  readonly breaker: CircuitBreaker
}

class RoutedListening implements Listening {
  readonly #request: ListenRequest
  readonly #options: SttRouterOptions
  readonly #said: Uint8Array[] = []
  /** Those that are still to be asked; the first listens now. */
  readonly #order: Route[]
  #listening: Listening
  #isCancelled = false

  constructor(routes: readonly Route[], request: ListenRequest, options: SttRouterOptions) {
    this.#request = request
    this.#options = options
    const ready = routes.filter(({ breaker }) => breaker.tryEnter())
    // Where all rest, one of them may have recovered.
    this.#order = ready.length > 0 ? ready : routes.slice(0, 1)
    this.#listening = this.#ask()
  }

  write(muLaw: Uint8Array): void {
    if (this.#isCancelled) return
    const piece = muLaw.slice()
    // The last one needs nothing said again.
    if (this.#order.length > 1) this.#said.push(piece)
    this.#listening.write(piece)
  }

  async finish(): Promise<Transcript> {
    for (;;) {
      const outcome = await this.#tryFirst()
      if (!(outcome instanceof SpeechError)) return outcome
      this.#order.shift()
      if (this.#order.length === 0) throw outcome
      this.#listening = this.#ask()
      for (const piece of this.#said) this.#listening.write(piece)
    }
  }

  cancel(): void {
    this.#isCancelled = true
    this.#said.length = 0
    this.#listening.cancel()
  }

  #ask(): Listening {
    const [route] = this.#order
    if (!route) throw new SpeechError('unavailable', 'There is nothing that could listen.')
    return route.stt.listen(this.#request)
  }

  /** Throws what no other driver could do better. */
  async #tryFirst(): Promise<Transcript | SpeechError> {
    const [route] = this.#order
    if (!route) throw new SpeechError('unavailable', 'There is nothing that could listen.')
    const { stt, breaker } = route
    const signal = AbortSignal.timeout(this.#options.attemptMs ?? 4000)
    try {
      const transcript = await whileWanted(stt.name, signal, () => this.#listening.finish())
      breaker.succeeded()
      return transcript
    } catch (error) {
      const failure = asSpeechError(error, `${stt.name} failed.`)
      if (this.#isCancelled || isOurs(failure)) throw failure
      this.#listening.cancel()
      breaker.failed()
      this.#options.onFailure?.(stt, failure)
      return failure
    }
  }
}

/** What is wrong with the request, or was ended by us, says nothing about the driver. */
function isOurs({ kind }: SpeechError): boolean {
  return kind === 'bad-text' || kind === 'too-large' || kind === 'aborted' || kind === 'closed'
}
