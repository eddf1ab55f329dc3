import { mayDo } from '@iris/contracts'
import { type AudioSource, streamWav, type VoicePort, wavBytes } from '@iris/telephony'
import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Principal } from '../../../http/context.ts'
import type { Actor, DoWork, Work } from '../../../work.ts'
import type { CallerLeg } from '../../calls/live/caller-leg.ts'
import type { RecordingVault } from '../../recordings/vault.ts'
import type { SoundStore } from '../../sounds/sound-store.ts'
import { setGreetingSound } from '../greeting.ts'
import * as repository from '../repository.ts'
import { deleteVoicemail, updateVoicemail } from '../service.ts'
import type { Greeting, MenuBox, MenuMessage } from './box-menu.ts'
import type { GreetingRecorder } from './greeting-recorder.ts'

export interface ListenerParts {
  readonly voice: VoicePort
  readonly doWork: DoWork
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly recorder: GreetingRecorder
  /** Where sounds lie in the clear for the moment in which they are loaded to be played. */
  readonly folder: string
}

/** Who listens, by which leg. */
export interface Listening {
  readonly principal: Principal
  readonly actor: Actor
  readonly leg: CallerLeg
  readonly box: Pick<repository.BoxRow, 'id' | 'name' | 'agent_id'>
}

/** A box for the phone's menu, as somebody who may listen to it works with it. */
export function listenerBox(parts: ListenerParts, listening: Listening): MenuBox {
  const { principal, actor, leg, box } = listening
  const work = <Result>(task: (work: Work) => Promise<Result>) =>
    parts.doWork(principal.tenantId, actor, task)
  return {
    name: box.name,
    mayGreet: box.agent_id === principal.userId || mayDo(principal.roles, 'voicemail:write'),
    newMessages: () => work(({ tx }) => newMessages(tx, box.id)),
    async playMessage(id, signal) {
      const wav = await work((deed) => messageWav(deed, parts.vault, id))
      await playOnce(parts.folder, wav, (source) => leg.play(source, signal))
    },
    async markHeard(id) {
      await work((deed) => updateVoicemail(deed, principal, id, { heard: true }))
    },
    remove: (id) => work((deed) => deleteVoicemail(deed, principal, parts.vault, id)),
    async recordGreeting(signal) {
      const wav = await parts.recorder.record(leg.id, signal)
      if (!wav) return undefined
      return greetingOf(parts.folder, wav, (file) =>
        work((deed) => setGreetingSound(deed, principal, parts.sounds, { id: box.id, file })),
      )
    },
  }
}

async function newMessages(tx: Work['tx'], boxId: string): Promise<MenuMessage[]> {
  const rows = await repository.listVoicemails(tx, undefined, { boxId, limit: 100 })
  return rows
    .filter(({ heard_at: heardAt }) => heardAt === null)
    .map(({ id, from_value: from }) => ({ id, from }))
    .toReversed()
}

/** Whoever hears it is written down, as by the API. */
async function messageWav(work: Work, vault: RecordingVault, id: string): Promise<Buffer> {
  const row = await repository.findVoicemail(work.tx, undefined, id)
  if (!row) throw new Error('The message is gone.')
  await work.audit('voicemail.played', id, { range: 'all', by: 'phone' })
  const recording = await vault.open({
    id,
    tenantId: row.tenant_id,
    wrappedKey: row.wrapped_key,
  })
  return buffer(streamWav(recording, { start: 0, end: wavBytes(recording) }))
}

/** Plays a sound from a file that is gone once the engine has loaded it. */
async function playOnce(
  folder: string,
  wav: Buffer,
  play: (source: AudioSource) => Promise<{ readonly ended: Promise<unknown> }>,
): Promise<void> {
  const path = await writeClear(folder, wav)
  const playing = await play({ kind: 'file', path }).finally(() => rm(path, { force: true }))
  await playing.ended
}

async function greetingOf(
  folder: string,
  wav: Buffer,
  use: (file: Buffer) => Promise<unknown>,
): Promise<Greeting> {
  const path = await writeClear(folder, wav)
  const discard = () => rm(path, { force: true })
  return {
    source: { kind: 'file', path },
    discard,
    async keep() {
      await use(wav)
      await discard()
    },
  }
}

async function writeClear(folder: string, wav: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${randomUUID()}.wav`)
  await writeFile(path, wav, { mode: 0o600 })
  return path
}
