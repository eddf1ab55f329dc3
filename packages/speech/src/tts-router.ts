import { CircuitBreaker } from './circuit-breaker.ts'
import { asSpeechError, SpeechError, type Tts } from './tts.ts'
import type { VoiceChoice } from './voice-choice.ts'
import { whileWanted } from './while-wanted.ts'

export interface TtsRouterOptions {
  /** In the order they are tried. The last is tried whatever happened before: it is the one that always speaks. */
  readonly drivers: readonly Tts[]
  /** Told of every failure that was got over. */
  readonly onFailure?: (tts: Tts, error: SpeechError) => void
  /** A clock that never goes back, in ms. */
  readonly now?: () => number
  /** How many failures in a row keep a driver from being asked, and for how long. */
  readonly breaker?: { readonly failures: number; readonly openMs: number }
  /** How long one driver may take before the next is asked, in ms. */
  readonly attemptMs?: number
}

/** How one thing is said with a driver: found among what was said before, or rendered. */
export interface Attempt<Result> {
  readonly find: (tts: Tts) => Promise<Result | undefined>
  readonly render: (tts: Tts, signal: AbortSignal) => Promise<Result>
}

/** How often as long as one driver all together may take, the last one not counted. */
const attemptsAltogether = 1.5

/**
 * Tries drivers in order until one can. One that keeps failing is not asked for a while. Nobody waits for longer than two
 * and a half times `attemptMs`: all but the last may take one and a half together, the last one.
 */
export class TtsRouter {
  readonly #options: TtsRouterOptions
  readonly #breakers: ReadonlyMap<Tts, CircuitBreaker>
  readonly #now: () => number

  constructor(options: TtsRouterOptions) {
    const { drivers, breaker = { failures: 3, openMs: 30_000 } } = options
    const now = options.now ?? (() => performance.now())
    this.#options = options
    this.#now = now
    this.#breakers = new Map(
      drivers.map((tts) => [tts, new CircuitBreaker({ ...breaker, now })] as const),
    )
  }

  get drivers(): readonly Tts[] {
    return this.#options.drivers
  }

  /** How many drivers are not asked at the moment. */
  get resting(): number {
    return [...this.#breakers.values()].filter(({ isOpen }) => isOpen).length
  }

  /** Rejects with the `SpeechError` of the last driver that was asked when none can. */
  async first<Result>(choice: VoiceChoice, attempt: Attempt<Result>): Promise<Result> {
    const { attemptMs = 5000 } = this.#options
    const deadlineMs = this.#now() + attemptMs * attemptsAltogether
    let failure = new SpeechError('unavailable', 'There is nothing that could speak.')
    for (const [index, tts] of this.#order(choice).entries()) {
      const isLast = index === this.drivers.length - 1
      const found = await attempt.find(tts)
      if (found !== undefined) return found
      const leftMs = isLast ? attemptMs : Math.min(attemptMs, deadlineMs - this.#now())
      if (leftMs <= 0 || !(this.#mayTry(tts) || isLast)) continue
      const outcome = await this.#try(tts, attempt, leftMs)
      if (!(outcome instanceof SpeechError)) return outcome
      if (outcome.kind === 'closed') throw outcome
      this.#options.onFailure?.(tts, outcome)
      // That nothing is installed says less than what went wrong before.
      if (outcome.kind !== 'unavailable' || failure.kind === 'unavailable') failure = outcome
    }
    throw failure
  }

  /** The driver whose voice was chosen comes first; the last stays last. */
  #order(choice: VoiceChoice): readonly Tts[] {
    const { drivers } = this
    if (choice.kind === 'language') return drivers
    const chosen = drivers.find(({ id }) => id === choice.driver)
    if (chosen === undefined) return drivers
    return [chosen, ...drivers.filter((tts) => tts !== chosen)]
  }

  #mayTry(tts: Tts): boolean {
    return this.#breakers.get(tts)?.tryEnter() ?? false
  }

  async #try<Result>(
    tts: Tts,
    { render }: Attempt<Result>,
    withinMs: number,
  ): Promise<Result | SpeechError> {
    const breaker = this.#breakers.get(tts)
    const signal = AbortSignal.timeout(Math.ceil(withinMs))
    try {
      const result = await whileWanted(tts.name, signal, () => render(tts, signal))
      breaker?.succeeded()
      return result
    } catch (error) {
      const failure = asSpeechError(error, `${tts.name} failed.`)
      if (isItsFault(failure)) breaker?.failed()
      else breaker?.succeeded()
      return failure
    }
  }
}

/** What is wrong with a text or a voice says nothing about the driver. */
function isItsFault({ kind }: SpeechError): boolean {
  switch (kind) {
    case 'bad-text':
    case 'unknown-voice':
    case 'aborted':
    case 'closed':
      return false
    case 'unavailable':
    case 'timeout':
    case 'busy':
    case 'refused':
    case 'too-large':
    case 'failed':
      return true
  }
}
