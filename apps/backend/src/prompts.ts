import { expectedWaitPhrase, phrases, placePhrase, type Speech } from '@iris/speech'
import type { AudioSource } from '@iris/telephony'
import { fileURLToPath } from 'node:url'

/** The music callers wait with. */
export const holdMusic: AudioSource = {
  kind: 'file',
  path: fileURLToPath(new URL('../../../public/audio/hold-music.wav', import.meta.url)),
}

/** What a caller hears while a phone rings, as telephones in North America have it: 440 and 480 Hz, two seconds in six. */
export const ringingTone: AudioSource = {
  kind: 'sequence',
  sources: [
    { kind: 'tone', hz: [440, 480], durationMs: 2000 },
    { kind: 'silence', durationMs: 4000 },
  ],
}

/** Tells both parties that they are recorded: 1400 Hz, the pitch of recorder tones. */
export const recordingBeep: AudioSource = { kind: 'tone', hz: [1400], durationMs: 400 }

/** Something said, as a source to play. */
export async function spoken(speech: Speech, text: string, voice?: string): Promise<AudioSource> {
  return { kind: 'file', path: await speech.say(text, voice) }
}

/** Tells a waiting caller their place; again and again, so from the second time on with a word of patience. */
export async function spokenPlace(
  speech: Speech,
  place: number,
  isFirst: boolean,
): Promise<AudioSource> {
  const where = await spoken(speech, placePhrase(place))
  if (isFirst) return where
  return { kind: 'sequence', sources: [await spoken(speech, phrases.allBusy), where] }
}

/** Tells a waiting caller how long it will take. */
export function spokenWait(speech: Speech, waitMs: number): Promise<AudioSource> {
  return spoken(speech, expectedWaitPhrase(waitMs))
}

/** Tells a caller whose agent vanished that we know. */
export function spokenReconnecting(speech: Speech): Promise<AudioSource> {
  return spoken(speech, phrases.reconnecting)
}

/** The prompts that every centre has, by the name flows play them by. */
const prompts: Readonly<Record<string, AudioSource>> = { 'hold-music': holdMusic }

/** Their names. */
export const builtInPrompts: readonly string[] = Object.keys(prompts)

/** The one of a name, or `undefined` when there is none. */
export function builtInPrompt(name: string): AudioSource | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(prompts, key) ? prompts[key] : undefined
}
