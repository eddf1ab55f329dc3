import type { AudioSource } from '@iris/telephony'
import type { CallerLeg } from '../caller-leg.ts'

interface Gathering {
  readonly prompt: AudioSource | undefined
  readonly maxDigits: number
  /** Ends early; `''` for none. */
  readonly finishOnKey: string
  /** From the end of the prompt. */
  readonly firstDigitTimeoutMs: number
  readonly interDigitTimeoutMs: number
  readonly bargeIn: boolean
}

export interface Gathered {
  /** `timeout` where nothing was pressed. */
  readonly outcome: 'digits' | 'timeout'
  readonly digits: string
}

/**
 * Plays a prompt and takes keys until there are enough, the finishing one is pressed or no more comes. Keys pressed before
 * count where those pressed during the prompt do, and end it. Rejects when the signal is aborted or the prompt cannot be
 * played.
 */
export async function gatherDigits(
  leg: CallerLeg,
  gathering: Gathering,
  signal: AbortSignal,
): Promise<Gathered> {
  const { prompt, bargeIn } = gathering
  const heard = new AbortController()
  const keys = new Keys(gathering, () => heard.abort(new Error('a key was pressed')))
  if (!bargeIn) leg.forgetTypedAhead()
  for (
    let key = leg.takeTypedAhead();
    key !== undefined && !keys.isOver;
    key = leg.takeTypedAhead()
  ) {
    keys.press(key)
  }
  let listening = bargeIn
  const stopListening = leg.onKey((key) => {
    if (listening) keys.press(key)
  })
  const aborted = () => keys.fail(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  try {
    if (prompt && !keys.hasAny) {
      playPrompt(leg, prompt, AbortSignal.any([signal, heard.signal])).then(
        () => {
          listening = true
          keys.waitForFirst()
        },
        (error: unknown) => {
          if (!heard.signal.aborted) keys.fail(error)
        },
      )
    } else {
      listening = true
      keys.waitForFirst()
    }
    return await keys.over
  } finally {
    stopListening()
    signal.removeEventListener('abort', aborted)
    heard.abort(new Error('the keys have been gathered'))
    keys.close()
  }
}

/** The keys of one gathering, and the time for the next. */
class Keys {
  readonly #wanted: Gathering
  readonly #onFirst: () => void
  readonly #over = Promise.withResolvers<Gathered>()
  #digits = ''
  #pressed = false
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  constructor(wanted: Gathering, onFirst: () => void) {
    this.#wanted = wanted
    this.#onFirst = onFirst
  }

  get over(): Promise<Gathered> {
    return this.#over.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get hasAny(): boolean {
    return this.#pressed
  }

  press(key: string): void {
    if (this.#isOver) return
    const { finishOnKey, maxDigits, interDigitTimeoutMs } = this.#wanted
    if (!this.#pressed) this.#onFirst()
    this.#pressed = true
    if (key === finishOnKey) return this.#end('digits')
    this.#digits += key
    if (this.#digits.length >= maxDigits) return this.#end('digits')
    this.#wait(interDigitTimeoutMs, 'digits')
  }

  /** The prompt has ended; a key that was pressed meanwhile has its own time. */
  waitForFirst(): void {
    if (!this.#pressed) this.#wait(this.#wanted.firstDigitTimeoutMs, 'timeout')
  }

  fail(error: unknown): void {
    this.#isOver = true
    this.#over.reject(error)
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #wait(ms: number, outcome: Gathered['outcome']): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end(outcome), ms)
  }

  #end(outcome: Gathered['outcome']): void {
    this.#isOver = true
    this.#over.resolve({ outcome, digits: this.#digits })
  }
}

async function playPrompt(leg: CallerLeg, prompt: AudioSource, signal: AbortSignal): Promise<void> {
  const { ended } = await leg.play(prompt, signal)
  if ((await ended) === 'failed') throw new Error('The prompt could not be played.')
}
