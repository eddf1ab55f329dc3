import type { RouteRequest, Routes } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { Principal } from '../../http/context.ts'
import { found, invalidField } from '../../problem.ts'
import type { Work } from '../../work.ts'
import type { RecordingVault } from '../recordings/vault.ts'
import { mailMessage } from './message-mail.ts'
import * as repository from './repository.ts'
import { listenerOf } from './service.ts'
import { tellWaiting } from './waiting.ts'

type Forwarding = RouteRequest<Routes['forwardVoicemail']>['body'] & { readonly id: string }

/** Sends a copy of a message on to another box, new there; the message itself stays. */
export async function forwardVoicemail(
  work: Work,
  principal: Principal,
  vault: RecordingVault,
  { id, to, note }: Forwarding,
): Promise<{ voicemailId: string; boxId: string }> {
  const message = found(
    await repository.findVoicemail(work.tx, listenerOf(principal), id),
    'message',
  )
  const box = await targetOf(work, to)
  const copy = { id: uuidv7(), tenantId: work.tenantId }
  const original = { id, tenantId: work.tenantId, wrappedKey: message.wrapped_key }
  const row = {
    id: copy.id,
    tenant_id: work.tenantId,
    box_id: box.id,
    call_id: message.call_id,
    node_id: message.node_id,
    from_value: message.from_value,
    started_at: message.started_at,
    duration_ms: message.duration_ms,
    heard_at: null,
    forwarded_by: principal.name,
    note: note === '' ? null : note,
  }
  try {
    const wrappedKey = await vault.copy(original, copy)
    await repository.insertCopy(work.tx, { ...row, wrapped_key: wrappedKey })
    await tellOf(work, row)
  } catch (error) {
    await vault.remove(copy).catch(() => undefined)
    throw error
  }
  await work.audit('voicemail.forwarded', id, { boxId: box.id, copyId: copy.id })
  return { voicemailId: copy.id, boxId: box.id }
}

async function tellOf(
  work: Work,
  { id, box_id: boxId, call_id: callId, duration_ms: durationMs }: ForwardedRow,
): Promise<void> {
  const received = { voicemailId: id, boxId, callId, durationMs: durationMs ?? 0 }
  await work.publish('voicemail.received', received)
  await tellWaiting(work, boxId)
  await mailMessage(work, id)
}

type ForwardedRow = Pick<repository.NamedVoicemailRow, 'id' | 'box_id' | 'call_id' | 'duration_ms'>

async function targetOf(work: Work, to: Forwarding['to']): Promise<repository.BoxRow> {
  if (to.kind === 'box') {
    const box = await repository.findBox(work.tx, to.boxId)
    if (!box) throw invalidField('/to/boxId', 'There is no such voicemail box.')
    return box
  }
  const box = await repository.findBoxOfAgent(work.tx, to.agentId)
  if (!box) throw invalidField('/to/agentId', 'This agent has no voicemail box.')
  return box
}
