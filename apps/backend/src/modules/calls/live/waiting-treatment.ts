import type { AudioSource } from '@iris/telephony'
import { setTimeout as pause } from 'node:timers/promises'
import { spokenPlace, spokenReconnecting } from '../../../prompts.ts'
import { type CallInProgress, nextInBackground } from './call-in-progress.ts'
import { musicOf } from './queue-music.ts'
import { isGone } from './unless-gone.ts'

/** What is said between the music: asked anew each time; nothing, where it gives nothing. */
type Announcement = (isFirst: boolean) => Promise<AudioSource | undefined>

/** Lets a waiting caller hear music, and their place first and then again and again; `everyMs` of 0 means music alone. */
export function treatWaiting(call: CallInProgress, everyMs: number): void {
  const { ledger, speech } = call.parts
  treat(call, everyMs, async (isFirst) => {
    const place = everyMs > 0 ? await ledger.place() : undefined
    return place === undefined ? undefined : spokenPlace(speech, place, isFirst)
  })
}

/** Lets a caller whose agent vanished know that we know, and hear music. */
export function treatReconnecting(call: CallInProgress): void {
  treat(call, 0, (isFirst) =>
    isFirst ? spokenReconnecting(call.parts.speech) : Promise.resolve(undefined),
  )
}

/** Lets a caller hear music while the agent they are given to is rung. */
export function treatTransferring(call: CallInProgress): void {
  treat(call, 0, () => Promise.resolve(undefined))
}

/** Goes on until something else begins in the background. What cannot be said is left out; the music plays. */
function treat(call: CallInProgress, everyMs: number, announcement: Announcement): void {
  const { log } = call.parts
  const signal = nextInBackground(call)
  const announce: Announcement = (isFirst) =>
    announcement(isFirst).catch((error: unknown) => {
      log.warn({ err: error }, 'an announcement could not be made')
      return undefined
    })
  playOn(call, everyMs > 0 ? everyMs : 3_600_000, announce, signal).catch((error: unknown) => {
    // A caller who has gone says so by the end of the leg.
    if (!signal.aborted && !isGone(error))
      log.error({ err: error }, 'the waiting caller hears nothing')
  })
}

async function playOn(
  call: CallInProgress,
  everyMs: number,
  announce: Announcement,
  signal: AbortSignal,
): Promise<void> {
  const { leg } = call
  const music = await musicOf(call)
  let playedMs = 0
  for (let isFirst = true; ; isFirst = false) {
    const words = await announce(isFirst)
    if (words) await (await leg.play(words, signal)).ended
    const startedAt = Date.now()
    await leg.play(music, signal, { loop: true, offsetMs: playedMs })
    await pause(everyMs, undefined, { signal })
    playedMs += Date.now() - startedAt
  }
}
