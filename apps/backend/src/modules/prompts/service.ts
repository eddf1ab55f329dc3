import type { FlowDocument, Prompt, RouteRequest, Routes } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal, violates } from '../../problem.ts'
import { builtInPrompts } from '../../prompts.ts'
import type { Work } from '../../work.ts'
import { dropSoundLater } from '../sounds/drop-later.ts'
import type { KeptSound, SoundStore } from '../sounds/sound-store.ts'
import * as repository from './repository.ts'

/** What may play prompts: flows that answer calls now, and queues. Whoever calls asks them. */
export interface Players {
  readonly flows: readonly { readonly name: string; readonly document: FlowDocument }[]
  readonly queues: readonly { readonly name: string; readonly music: readonly string[] }[]
}

/** Says a text for somebody, within the limits that leave callers their share; gives a WAV file. */
export type Speak = (text: string, voice: string | undefined) => Promise<Buffer>

type NewPrompt = RouteRequest<Routes['createPrompt']>['body']
type PromptChange = RouteRequest<Routes['updatePrompt']>['body']

export async function listPrompts(work: Work, players: Players): Promise<Prompt[]> {
  return (await repository.listPrompts(work.tx)).map((row) => present(row, players))
}

/** What a flow may play, in small letters: names and ids of prompts with a sound, and what every centre has. */
export async function promptReferences(work: Work): Promise<ReadonlySet<string>> {
  const rows = (await repository.listPrompts(work.tx)).filter(({ sound_id }) => sound_id !== null)
  return new Set([...builtInPrompts, ...rows.flatMap(({ id, name }) => [id, name.toLowerCase()])])
}

/** The ids of prompts that have a sound, and the names of those that every centre has. */
export async function soundingPrompts(work: Work): Promise<ReadonlySet<string>> {
  const rows = (await repository.listPrompts(work.tx)).filter(({ sound_id }) => sound_id !== null)
  return new Set([...builtInPrompts, ...rows.map(({ id }) => id)])
}

export async function createPrompt(
  work: Work,
  sounds: SoundStore,
  speak: Speak,
  { name, text, voice }: NewPrompt,
): Promise<Prompt> {
  const sound = text === null ? undefined : await sayInto(work, sounds, speak, { text, voice })
  const row = await refusingTakenName(name, () =>
    repository.insertPrompt(work.tx, {
      id: uuidv7(),
      tenant_id: work.tenantId,
      name,
      source: sound ? 'speech' : 'none',
      text,
      voice,
      sound_id: sound?.id ?? null,
      duration_ms: sound?.durationMs ?? null,
    }),
  )
  await work.audit('prompt.created', row.id, { name, text })
  await work.publish('prompt.changed', { promptId: row.id })
  return present(row, { flows: [], queues: [] })
}

/** Renames a prompt, or speaks it anew. A flow that plays it by its name keeps it from being renamed. */
export async function updatePrompt(
  work: Work,
  sounds: SoundStore,
  speak: Speak,
  { id, change, players }: { id: string; change: PromptChange; players: Players },
): Promise<Prompt> {
  const before = found(await repository.findPromptForUpdate(work.tx, id), 'prompt')
  const { name = before.name, text = before.text, voice = before.voice } = change
  if (name !== before.name) refuseRename(before, players)
  const speaks = change.text !== undefined || change.voice !== undefined
  const sound =
    speaks && text !== null ? await sayInto(work, sounds, speak, { text, voice }) : undefined
  const row = await refusingTakenName(name, () =>
    repository.updatePrompt(work.tx, id, {
      name,
      ...(sound && { source: 'speech' as const, text, voice, ...soundColumns(sound) }),
    }),
  )
  if (sound) dropSoundLater(work, sounds, before.sound_id)
  await work.audit('prompt.changed', id, { name, ...(sound && { text }) })
  await work.publish('prompt.changed', { promptId: id })
  return present(found(row, 'prompt'), players)
}

/** Takes an uploaded file in place of the sound there was. */
export async function replaceSound(
  work: Work,
  sounds: SoundStore,
  { id, file, players }: { id: string; file: Uint8Array; players: Players },
): Promise<Prompt> {
  const before = found(await repository.findPromptForUpdate(work.tx, id), 'prompt')
  const sound = await sounds.keep(work.tenantId, file)
  const row = await repository.updatePrompt(work.tx, id, {
    source: 'upload',
    text: null,
    voice: null,
    ...soundColumns(sound),
  })
  dropSoundLater(work, sounds, before.sound_id)
  await work.audit('prompt.uploaded', id, { name: before.name, durationMs: sound.durationMs })
  await work.publish('prompt.changed', { promptId: id })
  return present(found(row, 'prompt'), players)
}

export async function promptSound(work: Work, sounds: SoundStore, id: string): Promise<Buffer> {
  const { sound_id: soundId } = found(await repository.findPrompt(work.tx, id), 'prompt')
  if (soundId === null) throw new Refusal('not_found', { detail: 'It has no sound yet.' })
  return sounds.read({ tenantId: work.tenantId, id: soundId })
}

export async function deletePrompt(
  work: Work,
  sounds: SoundStore,
  id: string,
  players: Players,
): Promise<void> {
  const row = found(await repository.findPromptForUpdate(work.tx, id), 'prompt')
  const [user] = usersOf(row, players)
  if (user !== undefined) throw new Refusal('in_use', { detail: `“${user}” plays it.` })
  await repository.deletePrompt(work.tx, id)
  dropSoundLater(work, sounds, row.sound_id)
  await work.audit('prompt.deleted', id, { name: row.name })
  await work.publish('prompt.changed', { promptId: id })
}

async function sayInto(
  work: Work,
  sounds: SoundStore,
  speak: Speak,
  { text, voice }: { text: string; voice: string | null },
): Promise<KeptSound> {
  return sounds.keep(work.tenantId, await speak(text, voice ?? undefined))
}

const soundColumns = ({ id, durationMs }: KeptSound) => ({
  sound_id: id,
  duration_ms: durationMs,
  changed_at: new Date(),
})

function refuseRename({ name }: repository.PromptRow, { flows }: Players): void {
  const user = flows.find(({ document }) => plays(document, [name]))
  if (!user) return
  const detail = `The flow “${user.name}” plays it by this name.`
  throw new Refusal('in_use', { detail, errors: [{ path: '/name', message: detail }] })
}

async function refusingTakenName<T>(name: string, write: () => Promise<T>): Promise<T> {
  const taken = new Refusal('already_exists', {
    errors: [{ path: '/name', message: 'There is a prompt of this name.' }],
  })
  if (builtInPrompts.includes(name.toLowerCase())) throw taken
  try {
    return await write()
  } catch (cause) {
    throw violates(cause, 'prompts_name') ? taken : cause
  }
}

/** The names of flows and queues that play it. */
function usersOf({ id, name }: repository.PromptRow, { flows, queues }: Players): string[] {
  return [
    ...flows.filter(({ document }) => plays(document, [id, name])),
    ...queues.filter(({ music }) => music.includes(id)),
  ].map((user) => user.name)
}

function plays({ blocks }: FlowDocument, references: readonly string[]): boolean {
  const wanted = new Set(references.map((text) => text.toLowerCase()))
  return Object.values(blocks).some(
    ({ kind, settings }) => kind === 'play' && wanted.has(String(settings['prompt']).toLowerCase()),
  )
}

function present(row: repository.PromptRow, players: Players): Prompt {
  return {
    id: row.id,
    name: row.name,
    source: row.source,
    text: row.text,
    voice: row.voice,
    durationMs: row.duration_ms,
    usedBy: usersOf(row, players),
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  }
}
