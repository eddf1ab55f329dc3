import {
  mayDo,
  type RouteRequest,
  type Routes,
  type Voicemail,
  type VoicemailBox,
} from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import type { Media } from '../../http/media.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, invalidField, Refusal, violates } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { audioOf, type AudioWish, noteOf } from '../recordings/audio-answer.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import { dropSoundLater } from '../sounds/drop-later.ts'
import type { SoundStore } from '../sounds/sound-store.ts'
import { tellWaiting } from './waiting.ts'
import * as repository from './repository.ts'

type NewBox = RouteRequest<Routes['createVoicemailBox']>['body']
type BoxChange = RouteRequest<Routes['updateVoicemailBox']>['body']

/** Whoever may hear any recording may hear every message; agents hear their own and their queues'. */
export function listenerOf({ roles, userId }: Principal): repository.Listener {
  return mayDo(roles, 'recordings:read') ? undefined : { agentId: userId }
}

export async function listBoxes(work: Work, principal: Principal): Promise<VoicemailBox[]> {
  return (await repository.listBoxes(work.tx, listenerOf(principal))).map(presentBox)
}

/** The names of all boxes in small letters, for the flow validator. */
export async function voicemailBoxNames(work: Work): Promise<ReadonlySet<string>> {
  const boxes = await repository.listBoxes(work.tx, undefined)
  return new Set(boxes.map(({ name }) => name.toLowerCase()))
}

export async function createBox(work: Work, box: NewBox): Promise<VoicemailBox> {
  checkOwner(box.queueId, box.agentId)
  const row = await refusingStrangers(() =>
    repository.insertBox(work.tx, {
      id: uuidv7(),
      tenant_id: work.tenantId,
      name: box.name,
      greeting: box.greeting,
      queue_id: box.queueId,
      agent_id: box.agentId,
      max_ms: box.maxMs,
      silence_end_ms: box.silenceEndMs,
      mail_to: box.mailTo,
    }),
  )
  await work.audit('voicemail_box.created', row.id, { ...box })
  await work.publish('voicemail_box.changed', { boxId: row.id })
  return presentBox({ ...row, unheard: 0 })
}

export async function updateBox(work: Work, id: string, change: BoxChange): Promise<VoicemailBox> {
  const before = await findBox(work, id)
  const { queueId = before.queue_id, agentId = before.agent_id } = change
  checkOwner(queueId, agentId)
  await refusingStrangers(() =>
    repository.updateBox(work.tx, id, {
      ...(change.name !== undefined && { name: change.name }),
      ...(change.greeting !== undefined && { greeting: change.greeting }),
      ...(change.queueId !== undefined && { queue_id: change.queueId }),
      ...(change.agentId !== undefined && { agent_id: change.agentId }),
      ...(change.maxMs !== undefined && { max_ms: change.maxMs }),
      ...(change.silenceEndMs !== undefined && { silence_end_ms: change.silenceEndMs }),
      ...(change.mailTo !== undefined && { mail_to: change.mailTo }),
    }),
  )
  await work.audit('voicemail_box.changed', id, { ...change })
  await work.publish('voicemail_box.changed', { boxId: id })
  return presentBox(await findBox(work, id))
}

/** `usedBy` is the name of a published flow that leads to the box, if one does: whoever calls asks the flows. */
export async function deleteBox(
  work: Work,
  sounds: SoundStore,
  id: string,
  usedBy: string | undefined,
): Promise<void> {
  if (usedBy !== undefined)
    throw new Refusal('in_use', { detail: `The flow “${usedBy}” leads to this box.` })
  try {
    const row = found(await repository.deleteBox(work.tx, id), 'voicemail box')
    dropSoundLater(work, sounds, row.greeting_sound_id)
    await work.audit('voicemail_box.deleted', id, { name: row.name })
    await work.publish('voicemail_box.changed', { boxId: id })
  } catch (cause) {
    if (violates(cause, 'numbers_tenant_id_voicemail_box_id_fkey')) {
      throw new Refusal('in_use', { detail: 'A number leads to this box.' })
    }
    if (!violates(cause, 'voicemails_tenant_id_box_id_fkey')) throw cause
    throw new Refusal('in_use', { detail: 'There are messages in this box.' })
  }
}

export async function listVoicemails(
  work: Work,
  principal: Principal,
  { cursor, ...filter }: RouteRequest<Routes['listVoicemails']>['query'],
) {
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const [rows, country] = await Promise.all([
    repository.listVoicemails(work.tx, listenerOf(principal), { ...filter, before }),
    countryOf(work.tx, work.tenantId),
  ])
  return pageOf(rows, filter.limit, cursorOf, (row) => presentVoicemail(row, country))
}

/** The audio of a message. Whoever asks is written down, every time. */
export async function voicemailAudio(
  work: Work,
  principal: Principal,
  vault: RecordingVault,
  { id, wish }: { readonly id: string; readonly wish: AudioWish },
): Promise<Media> {
  const row = await findVoicemail(work, principal, id)
  await work.audit('voicemail.played', id, noteOf(wish))
  return audioOf(vault, { id, tenantId: row.tenant_id, wrappedKey: row.wrapped_key }, wish)
}

/** Marks a message as heard or new, or moves it. Whoever moves it may not be able to hear it there. */
export async function updateVoicemail(
  work: Work,
  principal: Principal,
  id: string,
  { heard, boxId }: RouteRequest<Routes['updateVoicemail']>['body'],
): Promise<Voicemail> {
  const before = await findVoicemail(work, principal, id)
  if (boxId !== undefined && !(await repository.findBox(work.tx, boxId))) {
    throw invalidField('/boxId', 'There is no such voicemail box.')
  }
  await repository.updateVoicemail(work.tx, id, {
    ...(heard !== undefined && { heard_at: heard ? new Date() : null }),
    ...(boxId !== undefined && { box_id: boxId }),
  })
  if (boxId !== undefined) {
    await work.audit('voicemail.moved', id, { fromBoxId: before.box_id, boxId })
  }
  const row = found(await repository.findVoicemail(work.tx, undefined, id), 'message')
  for (const box of new Set([before.box_id, row.box_id])) {
    await work.publish('voicemail.changed', { voicemailId: id, boxId: box })
    await tellWaiting(work, box)
  }
  return presentVoicemail(row, await countryOf(work.tx, work.tenantId))
}

export async function deleteVoicemail(
  work: Work,
  principal: Principal,
  vault: RecordingVault,
  id: string,
): Promise<void> {
  const { box_id: boxId, from_value: from } = await findVoicemail(work, principal, id)
  await repository.deleteVoicemail(work.tx, id)
  await work.audit('voicemail.deleted', id, { boxId, from })
  await work.publish('voicemail.deleted', { voicemailId: id, boxId })
  await tellWaiting(work, boxId)
  const place = { id, tenantId: work.tenantId }
  work.afterCommit(() => void vault.remove(place).catch(() => undefined))
}

/** The boxes that messages can be sent on to: all there are, by their names alone. */
export async function listTargets(work: Work): Promise<{ id: string; name: string }[]> {
  const boxes = await repository.listBoxes(work.tx, undefined)
  return boxes.map(({ id, name }) => ({ id, name }))
}

async function findVoicemail(work: Work, principal: Principal, id: string) {
  return found(await repository.findVoicemail(work.tx, listenerOf(principal), id), 'message')
}

export async function findBox(work: Work, id: string): Promise<repository.CountedBoxRow> {
  const [row] = await repository.listBoxes(work.tx, undefined, id)
  return found(row, 'voicemail box')
}

function checkOwner(queueId: string | null, agentId: string | null): void {
  if (queueId === null || agentId === null) return
  throw invalidField('/agentId', 'A box is for a queue or for an agent, not for both.')
}

async function refusingStrangers<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    if (violates(cause, 'voicemail_boxes_tenant_id_queue_id_fkey')) {
      throw invalidField('/queueId', 'There is no such queue.')
    }
    if (violates(cause, 'voicemail_boxes_tenant_id_agent_id_fkey')) {
      throw invalidField('/agentId', 'There is no such user.')
    }
    throw cause
  }
}

export function presentBox(row: repository.CountedBoxRow): VoicemailBox {
  return {
    id: row.id,
    name: row.name,
    greeting: row.greeting,
    greetingAudio:
      row.greeting_ms === null || row.greeting_changed_at === null
        ? null
        : { durationMs: row.greeting_ms, changedAt: row.greeting_changed_at.toISOString() },
    queueId: row.queue_id,
    agentId: row.agent_id,
    maxMs: row.max_ms,
    silenceEndMs: row.silence_end_ms,
    mailTo: row.mail_to,
    unheard: row.unheard,
    createdAt: row.created_at.toISOString(),
  }
}

function presentVoicemail(row: repository.NamedVoicemailRow, country: string): Voicemail {
  return {
    id: row.id,
    box: { id: row.box_id, name: row.box_name },
    callId: row.call_id,
    from: displayNumber(row.from_value, country),
    receivedAt: row.started_at.toISOString(),
    durationMs: row.duration_ms ?? 0,
    heardAt: row.heard_at?.toISOString() ?? null,
    transcript: row.transcript_state && {
      state: row.transcript_state,
      text: row.transcript_text ?? '',
      confidence: row.transcript_confidence,
    },
    forwardedBy: row.forwarded_by,
    note: row.note,
  }
}
