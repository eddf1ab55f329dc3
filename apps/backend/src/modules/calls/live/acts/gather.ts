import type { FlowCommand, FlowEvent } from '@iris/flow'
import type { AudioSource } from '@iris/telephony'
import type { CallerLeg, SpeechEvent } from '../caller-leg.ts'

interface Gathering {
  /** What is said first; nothing, where the text is empty. */
  readonly prompt: AudioSource | undefined
  /** Runs from the end of the prompt. */
  readonly noInputMs: number
  /** Whether a key pressed, or a word said, during the prompt counts. */
  readonly bargeIn: boolean
  /** What may be said in place of a key; the first key pressed ends that. */
  readonly speech?: Extract<FlowCommand, { kind: 'gather' }>['speech']
  /** Told of what the caller says. */
  readonly onSpeech?: (event: SpeechEvent) => void
}

type Gathered = Extract<FlowEvent, { kind: 'gathered' | 'heard' | 'no_input' }>

/** A caller who speaks on and on is asked again. */
const longestAnswerMs = 15_000
/** The time for the first word is ours to tell: it runs from the end of the prompt. */
const firstWordMs = 300_000

/**
 * Plays a prompt and waits for one key, or for what is said. A key pressed before counts too, where one pressed during the
 * prompt does; the prompt is then not played. Rejects when the signal is aborted or the prompt cannot be played.
 */
export async function gatherInput(
  leg: CallerLeg,
  gathering: Gathering,
  signal: AbortSignal,
): Promise<Gathered> {
  if (!gathering.bargeIn) leg.forgetTypedAhead()
  const early = leg.takeTypedAhead()
  if (early !== undefined) return { kind: 'gathered', key: early }
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  try {
    return await new Promise((resolve, reject) => {
      const aborted = () => reject(signal.reason)
      signal.addEventListener('abort', aborted, { once: true, signal: done.signal })
      new InputWait(leg, { ...gathering, signal: either, resolve }).run().catch(reject)
    })
  } finally {
    done.abort(new Error('the caller has answered'))
  }
}

interface Wish extends Gathering {
  readonly signal: AbortSignal
  readonly resolve: (gathered: Gathered) => void
}

/** The same for keys alone. */
export async function gatherKey(
  leg: CallerLeg,
  gathering: Omit<Gathering, 'speech' | 'onSpeech'>,
  signal: AbortSignal,
): Promise<Exclude<Gathered, { kind: 'heard' }>> {
  const gathered = await gatherInput(leg, gathering, signal)
  return gathered.kind === 'heard' ? { kind: 'no_input' } : gathered
}

/** Waits for whatever comes first. */
class InputWait {
  readonly #leg: CallerLeg
  readonly #wish: Wish
  readonly #prompt = new AbortController()
  #counts: boolean
  #isAsked = false
  #isSpeaking = false
  #timer: NodeJS.Timeout | undefined

  constructor(leg: CallerLeg, wish: Wish) {
    this.#leg = leg
    this.#wish = wish
    this.#counts = wish.bargeIn
  }

  async run(): Promise<void> {
    const { bargeIn, signal, resolve } = this.#wish
    const stopListening = this.#leg.onKey((key) => {
      if (this.#counts) resolve({ kind: 'gathered', key })
    })
    signal.addEventListener('abort', () => {
      stopListening()
      clearTimeout(this.#timer)
    })
    if (bargeIn) await this.#listen()
    await this.#playPrompt()
    this.#counts = true
    if (!bargeIn) await this.#listen()
    this.#isAsked = true
    this.#waitForInput()
  }

  /** Where nobody can listen, keys remain. */
  async #listen(): Promise<void> {
    const { speech, signal } = this.#wish
    if (!speech) return
    const bounds = { firstWordMs, maxMs: longestAnswerMs }
    await this.#leg.listen({ ...speech, ...bounds }, (event) => this.#hear(event), signal)
  }

  #hear(event: SpeechEvent): void {
    const { resolve, onSpeech } = this.#wish
    onSpeech?.(event)
    switch (event.kind) {
      case 'speech.started':
        this.#isSpeaking = true
        this.#prompt.abort(new Error('the caller speaks'))
        clearTimeout(this.#timer)
        return
      case 'speech.partial':
        return
      case 'speech.final':
        return resolve({ kind: 'heard', text: event.text })
      case 'listening.ended':
        // It was not understood. What was meant may yet be told by a key.
        this.#isSpeaking = false
        this.#waitForInput()
    }
  }

  #waitForInput(): void {
    const { noInputMs, resolve, signal } = this.#wish
    if (!this.#isAsked || this.#isSpeaking || signal.aborted) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => resolve({ kind: 'no_input' }), noInputMs)
  }

  async #playPrompt(): Promise<void> {
    const { prompt, signal } = this.#wish
    if (!prompt || this.#isSpeaking) return
    const { ended } = await this.#leg.play(prompt, AbortSignal.any([signal, this.#prompt.signal]))
    const reason = await ended
    if (reason === 'failed') throw new Error('the prompt could not be played')
  }
}
