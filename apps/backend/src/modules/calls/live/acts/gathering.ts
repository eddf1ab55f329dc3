import type { VerbResult } from '@iris/contracts'

export type Gathered = Pick<
  Extract<VerbResult, { verb: 'gather' }>,
  'outcome' | 'digits' | 'speech' | 'sensitive'
>

interface Wish {
  readonly maxDigits: number
  /** Ends early; `''` for none. */
  readonly finishOnKey: string
  /** From the end of the prompt, for the first word too. */
  readonly firstDigitTimeoutMs: number
  readonly interDigitTimeoutMs: number
}

/** What comes of one gathering: the keys so far, whether somebody speaks, and the time for what comes next. */
export class Gathering {
  readonly #wish: Wish
  readonly #over = Promise.withResolvers<Gathered>()
  readonly #begun = new AbortController()
  readonly #pressed = new AbortController()
  #digits = ''
  #isAsked = false
  #isSpeaking = false
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  constructor(wish: Wish) {
    this.#wish = wish
  }

  get over(): Promise<Gathered> {
    return this.#over.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** How many keys there are so far. */
  get pressedKeys(): number {
    return this.#digits.length
  }

  /** Aborted once the caller presses or says something: the prompt has had its effect. */
  get begun(): AbortSignal {
    return this.#begun.signal
  }

  /** Aborted at the first key: whatever is said from then on does not count. */
  get pressed(): AbortSignal {
    return this.#pressed.signal
  }

  press(key: string): void {
    if (this.#isOver) return
    this.#begun.abort(new Error('a key was pressed'))
    this.#pressed.abort(new Error('a key was pressed'))
    if (key === this.#wish.finishOnKey) return this.#end({ outcome: 'digits' })
    this.#digits += key
    if (this.#digits.length >= this.#wish.maxDigits) return this.#end({ outcome: 'digits' })
    this.#wait(this.#wish.interDigitTimeoutMs, 'digits')
  }

  /** Somebody begins to speak: they are heard out. */
  speak(): void {
    if (this.#isOver || this.pressed.aborted) return
    this.#begun.abort(new Error('the caller speaks'))
    this.#isSpeaking = true
    clearTimeout(this.#timer)
  }

  say(text: string, confidence: number | undefined): void {
    if (this.#isOver || this.pressed.aborted) return
    this.#end({ outcome: 'speech', speech: { text, confidence: confidence ?? null } })
  }

  /** It was not understood. What was meant may yet be told by a key. */
  fallSilent(): void {
    this.#isSpeaking = false
    this.#waitForFirst()
  }

  /** The prompt has ended. */
  ask(): void {
    this.#isAsked = true
    this.#waitForFirst()
  }

  fail(error: unknown): void {
    this.#isOver = true
    this.#over.reject(error)
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#begun.abort(new Error('it has been gathered'))
    this.#pressed.abort(new Error('it has been gathered'))
  }

  #waitForFirst(): void {
    if (!this.#isAsked || this.#isSpeaking || this.#isOver || this.pressed.aborted) return
    this.#wait(this.#wish.firstDigitTimeoutMs, 'timeout')
  }

  #wait(ms: number, outcome: 'digits' | 'timeout'): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end({ outcome }), ms)
  }

  #end(came: Omit<Gathered, 'digits'>): void {
    this.#isOver = true
    this.#over.resolve({ ...came, digits: this.#digits })
  }
}
