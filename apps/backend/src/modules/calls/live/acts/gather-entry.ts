import type { Gather } from '@iris/contracts'
import type { z } from 'zod'
import type { CallInProgress } from '../call-in-progress.ts'
import type { SpeechEvent } from '../caller-leg.ts'
import { tellSpeech } from '../flow/tell-speech.ts'
import { inSecret } from './secret-entry.ts'
import { type Gathered, Gathering } from './gathering.ts'
import { heardOf } from './heard.ts'

type Wanted = Omit<z.output<typeof Gather>, 'kind' | 'actionUrl'>

/** A caller who speaks on and on is cut off. */
const longestAnswerMs = 30_000
/** The time for the first word is the gathering's to tell: it runs from the end of the prompts. */
const firstWordMs = 300_000

/**
 * Plays prompts and takes keys until there are enough, the finishing one is pressed or no more comes; or what the caller
 * says, which counts until the first key. Keys pressed before count where those pressed during the prompts do, and end
 * them. Rejects when the signal is aborted or the prompts cannot be played.
 */
export async function gatherEntry(
  call: CallInProgress,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Gathered> {
  if (wanted.sensitive !== true) return gather(call, wanted, { signal, told: () => undefined })
  const gathered = await inSecret(call, (told) => gather(call, wanted, { signal, told }))
  return { ...gathered, sensitive: true }
}

async function gather(
  call: CallInProgress,
  wanted: Wanted,
  { signal, told }: { readonly signal: AbortSignal; readonly told: (digits: number) => void },
): Promise<Gathered> {
  signal.throwIfAborted()
  const { leg } = call
  const gathering = new Gathering(wanted)
  const takesKeys = wanted.input.includes('digits')
  let counts = wanted.bargeIn
  if (!wanted.bargeIn) leg.forgetTypedAhead()
  const stopListening = leg.onKey((key) => {
    if (!counts || !takesKeys) return
    gathering.press(key)
    told(gathering.pressedKeys)
  })
  const aborted = () => gathering.fail(signal.reason)
  signal.addEventListener('abort', aborted, { once: true })
  try {
    if (takesKeys) takeTypedAhead(call, gathering)
    const run = async () => {
      if (wanted.bargeIn) await listen(call, wanted, { gathering, signal })
      await playPrompts(call, wanted, { gathering, signal })
      counts = true
      if (!wanted.bargeIn) await listen(call, wanted, { gathering, signal })
      gathering.ask()
    }
    run().catch((error: unknown) => gathering.fail(error))
    return await gathering.over
  } finally {
    stopListening()
    signal.removeEventListener('abort', aborted)
    gathering.close()
  }
}

interface UnderWay {
  readonly gathering: Gathering
  readonly signal: AbortSignal
}

function takeTypedAhead({ leg }: CallInProgress, gathering: Gathering): void {
  while (!gathering.isOver) {
    const key = leg.takeTypedAhead()
    if (key === undefined) return
    gathering.press(key)
  }
}

async function playPrompts(
  call: CallInProgress,
  { prompts }: Wanted,
  { gathering, signal }: UnderWay,
): Promise<void> {
  if (prompts.length === 0 || gathering.begun.aborted) return
  const source = await heardOf(call, prompts, signal)
  if (gathering.begun.aborted) return
  const { ended } = await call.leg.play(source, AbortSignal.any([signal, gathering.begun]))
  if ((await ended) === 'failed') throw new Error('The prompt could not be played.')
}

/** Where nobody can listen, keys remain. */
async function listen(
  call: CallInProgress,
  { input, language, hints, sensitive }: Wanted,
  { gathering, signal }: UnderWay,
): Promise<void> {
  if (!input.includes('speech') || gathering.pressed.aborted) return
  const options = { language, hints, firstWordMs, maxMs: longestAnswerMs }
  const hear = (event: SpeechEvent) => {
    if (sensitive !== true) tellSpeech(call, event)
    hearSpeech(gathering, event)
  }
  await call.leg.listen(options, hear, AbortSignal.any([signal, gathering.pressed]))
}

function hearSpeech(gathering: Gathering, event: SpeechEvent): void {
  switch (event.kind) {
    case 'speech.started':
      return gathering.speak()
    case 'speech.partial':
      return undefined
    case 'speech.final':
      return gathering.say(event.text, event.confidence)
    case 'listening.ended':
      return gathering.fallSilent()
  }
}
