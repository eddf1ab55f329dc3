import { setTimeout as pause } from 'node:timers/promises'
import type { QueueStatus, RecordCallAction } from '@iris/contracts'
import type { ConferenceWish, DialWish, EntryWish, FlowCommand, FlowEvent } from '@iris/flow'
import type { Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { spoken } from '../../../../prompts.ts'
import { type carryOut, type EffectCommand, isEffect } from '../../../flows/effects/carry-out.ts'
import type { CallbackAsked } from '../waiting/callback-request.ts'
import type { CallerLeg, SpeechEvent } from '../caller-leg.ts'
import { gatherInput } from '../acts/gather.ts'

/** The commands that are carried out on the caller's leg, or beside it. */
export type PerformedCommand = EffectCommand | AudibleCommand

type AudibleCommand = Extract<
  FlowCommand,
  {
    kind:
      | 'say'
      | 'play'
      | 'gather'
      | 'voicemail'
      | 'record_call'
      | 'callback'
      | 'wait'
      | 'queue_status'
      | 'gather_entry'
      | 'dial'
      | 'conference'
      | 'answer'
  }
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
  /** How it looks in a queue; `undefined` where there is none. */
  readonly queueStatus: (queueId: string) => Promise<QueueStatus | undefined>
  /** Does something beside the call. */
  readonly carryOut: (command: EffectCommand, signal: AbortSignal) => ReturnType<typeof carryOut>
  /** Has the caller called back; gives the callback's id. */
  readonly requestCallback: (wish: CallbackAsked) => Promise<string>
  readonly takeEntry: (wish: EntryWish, signal: AbortSignal) => Promise<FlowEvent>
  /** Gives nothing where somebody has taken the call: their talk comes first. */
  readonly dial: (wish: DialWish, signal: AbortSignal) => Promise<FlowEvent | undefined>
  readonly confer: (wish: ConferenceWish, signal: AbortSignal) => Promise<FlowEvent>
  /** Takes a message into the box of that id. */
  readonly takeMessage: (boxId: string, signal: AbortSignal) => Promise<void>
}

/** Carries out a flow's command; gives what came of it. Rejects when the signal is aborted. */
export async function perform(
  parts: Parts,
  command: PerformedCommand,
  signal: AbortSignal,
): Promise<FlowEvent | undefined> {
  try {
    if (isEffect(command)) return await parts.carryOut(command, signal)
    return await performAudibly(parts, command, signal)
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function performAudibly(
  parts: Parts,
  command: AudibleCommand,
  signal: AbortSignal,
): Promise<FlowEvent | undefined> {
  const { leg, speech } = parts
  switch (command.kind) {
    case 'say':
      await playThrough(leg, await spoken(speech, command.text, command.voice), signal)
      return { kind: 'done', of: 'say' }
    case 'play':
      return playPrompt(parts, command, signal)
    case 'gather_entry':
      return parts.takeEntry(command, signal)
    case 'dial':
      return parts.dial(command, signal)
    case 'conference':
      return parts.confer(command, signal)
    case 'answer':
      return { kind: 'done', of: 'answer' }
    case 'voicemail':
      if (command.box.id === null) return { kind: 'failed', reason: noBox(command.box.name) }
      await parts.takeMessage(command.box.id, signal)
      return { kind: 'done', of: 'voicemail' }
    case 'record_call':
      await parts.recordCall(command.action, signal)
      return { kind: 'done', of: 'record_call' }
    case 'wait':
      await pause(command.ms, undefined, { signal })
      return { kind: 'done', of: 'wait' }
    case 'callback':
      if (command.queue.id === null) return noQueue(command.queue.name)
      return {
        kind: 'callback_requested',
        id: await parts.requestCallback({ ...command, queueId: command.queue.id }),
      }
    case 'queue_status': {
      const { id, name } = command.queue
      const figures = id === null ? undefined : await parts.queueStatus(id)
      return figures ? { kind: 'queue_figures', figures } : noQueue(name)
    }
    case 'gather':
      if (command.sensitive !== true) return await gather(parts, command, signal)
      return await parts.inSecret(() => gather(parts, command, signal))
  }
}

function noQueue(name: string): FlowEvent {
  return { kind: 'failed', reason: `There is no queue called ${name}.` }
}

function noBox(name: string): string {
  return `There is no voicemail box called ${name}.`
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

async function playPrompt(
  { leg, promptOf }: Parts,
  { prompt: name, loop = 1, offsetMs = 0 }: Extract<FlowCommand, { kind: 'play' }>,
  signal: AbortSignal,
): Promise<FlowEvent> {
  const prompt = await promptOf(name)
  if (!prompt) return { kind: 'failed', reason: `There is no prompt called ${name}.` }
  const sources = Array.from({ length: loop }, () => prompt)
  const source: AudioSource = loop === 1 ? prompt : { kind: 'sequence', sources }
  await playThrough(leg, source, signal, offsetMs)
  return { kind: 'done', of: 'play' }
}

async function playThrough(
  leg: CallerLeg,
  source: AudioSource,
  signal: AbortSignal,
  offsetMs = 0,
): Promise<void> {
  const { ended } = await leg.play(source, signal, { offsetMs })
  const reason = await ended
  if (reason === 'failed') throw new Error('It could not be played.')
}
