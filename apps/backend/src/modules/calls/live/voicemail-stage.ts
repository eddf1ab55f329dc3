import type { AudioSource } from '@iris/telephony'
import { v7 as uuidv7 } from 'uuid'
import { spoken } from '../../../prompts.ts'
import { messageSheet } from '../../voicemail/message-sheet.ts'
import type { CallInProgress } from './call-in-progress.ts'

/** A voicemail box, as the call needs it. */
export interface BoxFacts {
  readonly greeting: string
  /** The sound that is heard in its place. */
  readonly greetingSoundId: string | null
  readonly maxMs: number
  readonly silenceEndMs: number
}

/** The sound, or the text where there is none, or it cannot be had. */
async function greetingOf({ facts, parts }: CallInProgress, box: BoxFacts): Promise<AudioSource> {
  const { greetingSoundId: id } = box
  if (id !== null) {
    try {
      return await parts.sounds.source({ tenantId: facts.tenantId, id })
    } catch (error) {
      parts.log.error({ err: error, soundId: id }, 'a greeting is spoken in place of its sound')
    }
  }
  return spoken(parts.speech, box.greeting)
}

/**
 * Greets the caller, beeps, and takes a message until the caller says nothing more, presses # or hangs up. Resolves once
 * the message is written down. Rejects when it cannot be taken, or the signal is aborted before the beep.
 */
export async function takeMessage(
  call: CallInProgress,
  boxId: string,
  signal: AbortSignal,
): Promise<void> {
  const { facts, parts, leg } = call
  const box = facts.boxes.get(boxId)
  if (!box) throw new Error('There is no such voicemail box.')
  const greeting = await leg.play(await greetingOf(call, box), signal)
  await greeting.ended
  signal.throwIfAborted()

  const startedAtMs = Date.now()
  const sheet = messageSheet(
    {
      id: uuidv7({ msecs: startedAtMs }),
      tenantId: facts.tenantId,
      nodeId: parts.nodeId,
      boxId,
      callId: facts.id,
      from: facts.from.user,
      startedAtMs,
      silenceEndMs: box.silenceEndMs,
    },
    parts.vault,
  )
  const { maxMs, silenceEndMs } = box
  const options = { channels: 'party', beep: true, maxMs, silenceEndMs } as const
  const running = await parts.recorder.start(sheet, leg.id, options)
  const stop = () => void running.stop().catch(() => undefined)
  const stopListening = leg.onKey((key) => {
    if (key === '#') stop()
  })
  signal.addEventListener('abort', stop, { once: true })
  await running.over
  stopListening()
  signal.removeEventListener('abort', stop)
}
