import type { AudioSource } from '@iris/telephony'
import { holdMusic } from '../../../../prompts.ts'
import { type CallInProgress, queueOf } from '../call-in-progress.ts'

/**
 * What is played to whoever waits in a call: the prompt of that name, where it is one (`queue` is none); else the pieces of the queue it is in or came from, one after another, else the music
 * that every centre has. A piece that cannot be had is left out.
 */
export async function musicOf(call: CallInProgress, prompt?: string): Promise<AudioSource> {
  const own = prompt === undefined || prompt === 'queue' ? undefined : await pieceOf(call, prompt)
  if (own) return own
  const queueId = queueOf(call.phase)
  const names = (queueId !== null && call.queues.get(queueId)?.music) || []
  const found = await Promise.all(names.map((name) => pieceOf(call, name)))
  const [first, ...others] = found.filter((source) => source !== undefined)
  if (!first) return holdMusic
  return others.length === 0 ? first : { kind: 'sequence', sources: [first, ...others] }
}

async function pieceOf(call: CallInProgress, name: string): Promise<AudioSource | undefined> {
  try {
    return await call.parts.promptOf(name)
  } catch (error) {
    call.parts.log.warn({ err: error, prompt: name }, "a piece of a queue's music cannot be had")
    return undefined
  }
}
