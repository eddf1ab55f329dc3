import type { FlowCommand, FlowEvent } from '@iris/flow'
import type { Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { spoken } from '../../../prompts.ts'
import type { CallerLeg } from './caller-leg.ts'
import { gatherKey } from './gather.ts'

/** The commands that are carried out on the caller's leg alone. */
export type AudibleCommand = Extract<FlowCommand, { kind: 'say' | 'play' | 'gather' | 'voicemail' }>

interface Parts {
  readonly leg: CallerLeg
  readonly speech: Speech
  /** The tenant's prompt of a name, or `undefined` when there is none. */
  readonly promptOf: (name: string) => Promise<AudioSource | undefined>
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
      case 'gather': {
        const { text, voice, noInputMs, bargeIn } = command
        const prompt = text === '' ? undefined : await spoken(speech, text, voice)
        return await gatherKey(leg, { prompt, noInputMs, bargeIn }, signal)
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
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
