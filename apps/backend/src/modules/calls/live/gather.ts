import type { FlowEvent } from '@iris/flow'
import type { AudioSource } from '@iris/telephony'
import type { CallerLeg } from './caller-leg.ts'

interface Gathering {
  /** What is said first; nothing, where the text is empty. */
  readonly prompt: AudioSource | undefined
  /** Runs from the end of the prompt. */
  readonly noInputMs: number
  /** Whether a key pressed during the prompt counts. */
  readonly bargeIn: boolean
}

/**
 * Plays a prompt and waits for one key. A key pressed before counts too, where one pressed during the prompt does; the
 * prompt is then not played. Rejects when the signal is aborted or the prompt cannot be played.
 */
export async function gatherKey(
  leg: CallerLeg,
  { prompt, noInputMs, bargeIn }: Gathering,
  signal: AbortSignal,
): Promise<Extract<FlowEvent, { kind: 'gathered' | 'no_input' }>> {
  if (!bargeIn) leg.forgetTypedAhead()
  const early = leg.takeTypedAhead()
  if (early !== undefined) return { kind: 'gathered', key: early }
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  let listening = bargeIn
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      const aborted = () => reject(signal.reason)
      signal.addEventListener('abort', aborted, { once: true, signal: done.signal })
      const stopListening = leg.onKey((key) => {
        if (listening) resolve({ kind: 'gathered', key })
      })
      done.signal.addEventListener('abort', stopListening, { once: true })
      const waitForKey = () => {
        listening = true
        timer = setTimeout(() => resolve({ kind: 'no_input' }), noInputMs)
      }
      playPrompt(leg, prompt, either).then(waitForKey, reject)
    })
  } finally {
    clearTimeout(timer)
    done.abort(new Error('the key has been gathered'))
  }
}

async function playPrompt(
  leg: CallerLeg,
  prompt: AudioSource | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!prompt) return
  const { ended } = await leg.play(prompt, signal)
  const reason = await ended
  if (reason === 'failed') throw new Error('the prompt could not be played')
}
