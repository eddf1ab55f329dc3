import type { AudioSource } from '@iris/telephony'
import type { CallerLeg } from '../../calls/live/caller-leg.ts'
import { gatherKey } from '../../calls/live/acts/gather.ts'
import { menuWords } from './menu-words.ts'

/** A message, as the menu tells of it. */
export interface MenuMessage {
  readonly id: string
  readonly from: string
}

/** A box, as the menu works with it. Everything is checked and written down as if it had been asked for by the API. */
export interface MenuBox {
  readonly name: string
  /** Whether this listener may change the greeting. */
  readonly mayGreet: boolean
  /** Those nobody has heard, the oldest first. */
  newMessages(): Promise<readonly MenuMessage[]>
  /** Plays a message to its end, or until the signal is aborted. */
  playMessage(id: string, signal: AbortSignal): Promise<void>
  markHeard(id: string): Promise<void>
  remove(id: string): Promise<void>
  /** Records after a beep; `undefined` where nothing was said. */
  recordGreeting(signal: AbortSignal): Promise<Greeting | undefined>
}

/** A greeting that was recorded and is not in use yet. */
export interface Greeting {
  readonly source: AudioSource
  keep(): Promise<void>
  discard(): Promise<void>
}

interface Parts {
  readonly leg: CallerLeg
  readonly box: MenuBox
  readonly say: (text: string) => Promise<AudioSource>
}

const noInputMs = 5000
const tries = 3

/** The menu of a box by phone. Resolves when the listener is done with it; rejects when the signal is aborted. */
export async function boxMenu(parts: Parts, signal: AbortSignal): Promise<void> {
  const { box } = parts
  for (;;) {
    const messages = await box.newMessages()
    const key = await ask(parts, menuWords.main(box, messages.length), signal)
    if (key === '1') await hearMessages(parts, messages, signal)
    else if (key === '2' && box.mayGreet) await makeGreeting(parts, signal)
    else if (key === undefined || key === '#') return tell(parts, menuWords.goodbye, signal)
  }
}

async function hearMessages(
  parts: Parts,
  messages: readonly MenuMessage[],
  signal: AbortSignal,
): Promise<void> {
  for (const [index, { id, from }] of messages.entries()) {
    const heading = menuWords.message(index + 1, messages.length, from)
    if ((await hearMessage(parts, { id, heading }, signal)) === 'back') return
  }
  await tell(parts, menuWords.noMore, signal)
}

async function hearMessage(
  parts: Parts,
  { id, heading }: { readonly id: string; readonly heading: string },
  signal: AbortSignal,
): Promise<'next' | 'back'> {
  const { box } = parts
  for (;;) {
    await untilKey(parts.leg, signal, (stop) => tell(parts, heading, stop))
    const early = await untilKey(parts.leg, signal, (stop) => box.playMessage(id, stop))
    const key = early ?? (await ask(parts, menuWords.afterMessage, signal))
    if (key === '1') {
      await box.remove(id)
      await tell(parts, menuWords.deleted, signal)
      return 'next'
    }
    if (key === '3') continue
    await box.markHeard(id)
    return key === '2' ? 'next' : 'back'
  }
}

async function makeGreeting(parts: Parts, signal: AbortSignal): Promise<void> {
  for (;;) {
    await tell(parts, menuWords.greetingFirst, signal)
    const greeting = await parts.box.recordGreeting(signal)
    // The key that ended it is no answer to what comes.
    parts.leg.forgetTypedAhead()
    if (!greeting) return tell(parts, menuWords.nothingSaid, signal)
    const key = await tryGreeting(parts, greeting, signal).catch(async (error: unknown) => {
      await greeting.discard()
      throw error
    })
    if (key === '1') {
      await greeting.keep()
      return tell(parts, menuWords.greetingKept, signal)
    }
    await greeting.discard()
    if (key !== '2') return tell(parts, menuWords.greetingAsBefore, signal)
  }
}

async function tryGreeting(
  parts: Parts,
  { source }: Greeting,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { leg } = parts
  const early = await untilKey(leg, signal, (stop) => playThrough(leg, source, stop))
  return early ?? ask(parts, menuWords.afterGreeting, signal)
}

/** Lets something be heard until it ends or a key is pressed; gives the key. Who knows what comes need not wait for it. */
async function untilKey(
  leg: CallerLeg,
  signal: AbortSignal,
  play: (signal: AbortSignal) => Promise<void>,
): Promise<string | undefined> {
  const early = leg.takeTypedAhead()
  if (early !== undefined) return early
  const pressed = new AbortController()
  let key: string | undefined
  const stopListening = leg.onKey((first) => {
    key ??= first
    pressed.abort(new Error('a key was pressed'))
  })
  try {
    await play(AbortSignal.any([signal, pressed.signal]))
  } catch (error) {
    if (key === undefined) throw error
  } finally {
    stopListening()
  }
  signal.throwIfAborted()
  return key
}

async function tell({ leg, say }: Parts, text: string, signal: AbortSignal): Promise<void> {
  await playThrough(leg, await say(text), signal)
}

async function playThrough(
  leg: CallerLeg,
  source: AudioSource,
  signal: AbortSignal,
): Promise<void> {
  const { ended } = await leg.play(source, signal)
  await ended
}

/** The key that was pressed; nothing where none was, however often it was asked for. */
async function ask(
  { leg, say }: Parts,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let tried = 0; tried < tries; tried += 1) {
    const prompt = await say(text)
    const answer = await gatherKey(leg, { prompt, noInputMs, bargeIn: true }, signal)
    if (answer.kind === 'gathered') return answer.key
  }
  return undefined
}
