import { mayDo, type VoicemailBox } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { dropSoundLater } from '../sounds/drop-later.ts'
import type { SoundStore } from '../sounds/sound-store.ts'
import * as repository from './repository.ts'
import { findBox, listenerOf, presentBox } from './service.ts'

/** Takes an uploaded greeting, from whoever may change the box or owns it. */
export async function setGreetingSound(
  work: Work,
  principal: Principal,
  sounds: SoundStore,
  { id, file }: { readonly id: string; readonly file: Uint8Array },
): Promise<VoicemailBox> {
  const before = await findOwnBox(work, principal, id)
  const { id: soundId, durationMs } = await sounds.keep(work.tenantId, file)
  await writeGreeting(work, sounds, before, { soundId, durationMs, at: new Date() })
  await work.audit('voicemail_box.greeting_changed', id, { durationMs })
  return presentBox(await findBox(work, id))
}

export async function dropGreetingSound(
  work: Work,
  principal: Principal,
  sounds: SoundStore,
  id: string,
): Promise<void> {
  const before = await findOwnBox(work, principal, id)
  await writeGreeting(work, sounds, before, { soundId: null, durationMs: null, at: null })
  await work.audit('voicemail_box.greeting_changed', id, { durationMs: null })
}

/** The greeting as callers hear it: the sound, or the text spoken. */
export async function greetingAudio(
  work: Work,
  principal: Principal,
  sounds: SoundStore,
  { id, speak }: { readonly id: string; readonly speak: (text: string) => Promise<Buffer> },
): Promise<Buffer> {
  const [box] = await repository.listBoxes(work.tx, listenerOf(principal), id)
  const { greeting, greeting_sound_id: soundId } = found(box, 'voicemail box')
  if (soundId === null) return speak(greeting)
  return sounds.read({ tenantId: work.tenantId, id: soundId })
}

async function writeGreeting(
  work: Work,
  sounds: SoundStore,
  before: repository.BoxRow,
  sound: { soundId: string | null; durationMs: number | null; at: Date | null },
): Promise<void> {
  await repository.updateBox(work.tx, before.id, {
    greeting_sound_id: sound.soundId,
    greeting_ms: sound.durationMs,
    greeting_changed_at: sound.at,
  })
  dropSoundLater(work, sounds, before.greeting_sound_id)
  await work.publish('voicemail_box.changed', { boxId: before.id })
}

/** A box that the user may change: any for those who set boxes up, one's own for agents. */
async function findOwnBox(work: Work, principal: Principal, id: string) {
  const box = await findBox(work, id)
  const isTheirs = box.agent_id === principal.userId
  if (isTheirs || mayDo(principal.roles, 'voicemail:write')) return box
  throw new Refusal('forbidden', { detail: 'This box is not yours.' })
}
