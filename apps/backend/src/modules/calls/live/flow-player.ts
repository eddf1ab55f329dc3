import type { RecordCallAction } from '@iris/contracts'
import type { FlowCommand, FlowEvent } from '@iris/flow'
import type { Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { spoken } from '../../../prompts.ts'
import type { CallbackAsked } from './callback-request.ts'
import type { CallerLeg, SpeechEvent } from './caller-leg.ts'
import { gatherInput } from './gather.ts'

/** The commands that are carried out on the caller's leg alone. */
export type AudibleCommand = Extract<
  FlowCommand,
  { kind: 'say' | 'play' | 'gather' | 'voicemail' | 'record_call' | 'callback' }
>

interface Parts {
  readonly leg: CallerLeg
  readonly speech: Speech
  /** The tenant's prompt of a name, or `undefined` when there is none. */
  readonly promptOf: (name: string) => Promise<AudioSource | undefined>
  /** Told of what the caller says. */
  readonly onSpeech: (event: SpeechEvent) => void
  /** Keeps what is done meanwhile out of recordings. */
  readonly inSecret: <Result>(take: () => Promise<Result>) => Promise<Result>
  /** Does something with the recording of the call. */
  readonly recordCall: (action: RecordCallAction, signal: AbortSignal) => Promise<void>
  /** Has the caller called back; gives the callback's id. */
  readonly requestCallback: (wish: CallbackAsked) => Promise<string>
  /** Takes a message into the box of that id. */
  readonly takeMessage: (boxId: string, signal: AbortSignal) => Promise<void>
}

/** Carries out a flow's audible command; gives what came of it. Rejects when the signal is aborted. */
export async function perform(
  parts: Parts,
  command: AudibleCommand,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const { leg, speech, promptOf } = parts
  try {
    switch (command.kind) {
      case 'say':
        await playThrough(leg, await spoken(speech, command.text, command.voice), signal)
        return { kind: 'said' }
      case 'play': {
        const prompt = await promptOf(command.prompt)
        if (!prompt)
          return { kind: 'failed', reason: `There is no prompt called ${command.prompt}.` }
        await playThrough(leg, prompt, signal)
        return { kind: 'played' }
      }
      case 'voicemail':
        await parts.takeMessage(command.boxId, signal)
        return { kind: 'message_left' }
      case 'record_call':
        await parts.recordCall(command.action, signal)
        return { kind: 'recording_changed' }
      case 'callback':
        return { kind: 'callback_requested', id: await parts.requestCallback(command) }
      case 'gather':
        if (command.sensitive !== true) return await gather(parts, command, signal)
        return await parts.inSecret(() => gather(parts, command, signal))
    }
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function gather(
  { leg, speech, onSpeech }: Parts,
  command: Extract<FlowCommand, { kind: 'gather' }>,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const { text, voice, noInputMs, bargeIn, speech: spokenInput, sensitive } = command
  const prompt = text === '' ? undefined : await spoken(speech, text, voice)
  const wish = { prompt, noInputMs, bargeIn, ...(spokenInput && { speech: spokenInput }) }
  return gatherInput(leg, { ...wish, ...(sensitive !== true && { onSpeech }) }, signal)
}

async function playThrough(
  leg: CallerLeg,
  source: AudioSource,
  signal: AbortSignal,
): Promise<void> {
  const { ended } = await leg.play(source, signal)
  const reason = await ended
  if (reason === 'failed') throw new Error('It could not be played.')
}
