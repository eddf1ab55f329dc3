import {
  mayDo,
  type Recording,
  type RecordingAction,
  type RecordingPolicy,
  type RouteRequest,
  type Routes,
} from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import type { Media } from '../../http/media.ts'
import { cursorOf, idFromCursor, pageOf } from '../../http/paging.ts'
import { found, Refusal } from '../../problem.ts'
import type { Actor, Work } from '../../work.ts'
import { getCall } from '../calls/service.ts'
import { countryOf } from '../identity/tenant.ts'
import { displayNumber } from '../numbers/display.ts'
import { audioOf, type AudioWish, noteOf } from './audio-answer.ts'
import * as repository from './repository.ts'
import type { RecordingVault } from './vault.ts'

type ListQuery = RouteRequest<Routes['listRecordings']>['query']

/** Does something to the recording of a live call; gives the recording's id. Refuses what does not fit. */
export type ControlRecording = (
  callId: string,
  action: RecordingAction,
  by: Actor,
) => Promise<string>

export async function listRecordings(work: Work, { cursor, ...filter }: ListQuery) {
  const before = cursor === undefined ? undefined : idFromCursor(cursor)
  const rows = await repository.listRecordings(work.tx, { ...filter, before })
  const present = await presenter(work)
  return pageOf(rows, filter.limit, cursorOf, present)
}

/** The recordings of a call, for those who may hear any and for whoever took the call. */
export async function listOfCall(
  work: Work,
  principal: Principal,
  callId: string,
): Promise<Recording[]> {
  if (!mayDo(principal.roles, 'recordings:read')) await getCall(work, principal, callId)
  return (await repository.listOfCall(work.tx, callId)).map(await presenter(work))
}

/** Starts, pauses, resumes or stops a recording: for the agent on the call, and for who may read all calls. */
export async function controlRecording(
  work: Work,
  principal: Principal,
  control: ControlRecording,
  { callId, action }: { readonly callId: string; readonly action: RecordingAction },
): Promise<Recording> {
  const call = await getCall(work, principal, callId)
  if (call.agent?.id !== principal.userId && !mayDo(principal.roles, 'calls:read')) {
    throw new Refusal('forbidden', { detail: 'You are not on this call.' })
  }
  if (call.state === 'in_conference') {
    throw new Refusal('conflict', { detail: 'A call in a conference cannot be recorded.' })
  }
  if (!work.actor) throw new Error('A request has an actor.')
  const id = await control(callId, action, work.actor)
  const present = await presenter(work)
  return present(found(await repository.findRecording(work.tx, id), 'recording'))
}

/** The audio of a recording. Whoever asks is written down, every time. */
export async function recordingAudio(
  work: Work,
  vault: RecordingVault,
  id: string,
  wish: AudioWish,
): Promise<Media> {
  const row = found(await repository.findRecording(work.tx, id), 'recording')
  if (row.state !== 'ready') {
    const detail =
      row.state === 'failed' ? 'Nothing could be recorded.' : 'It is still being recorded.'
    throw new Refusal('conflict', { detail })
  }
  const sealed = { id, tenantId: row.tenant_id, wrappedKey: row.wrapped_key }
  await work.audit('recording.played', id, noteOf(wish))
  return audioOf(vault, sealed, wish)
}

export async function holdRecording(work: Work, id: string, legalHold: boolean) {
  await repository.setLegalHold(work.tx, id, legalHold)
  const row = found(await repository.findRecording(work.tx, id), 'recording')
  await work.audit(legalHold ? 'recording.held' : 'recording.released', id)
  return (await presenter(work))(row)
}

/** Deletes a recording and, once that is certain, its audio. Refuses one that is held or still being made. */
export async function deleteRecording(
  work: Work,
  vault: RecordingVault,
  id: string,
  deed: 'recording.deleted' | 'recording.expired',
): Promise<void> {
  const row = await repository.deleteUnheld(work.tx, id)
  if (!row) {
    const kept = found(await repository.findRecording(work.tx, id), 'recording')
    const detail = kept.legal_hold ? 'It is under legal hold.' : 'It is still being recorded.'
    throw new Refusal('conflict', { detail })
  }
  const { call_id: callId, queue_id: queueId, agent_id: agentId } = row
  await work.audit(deed, id, { callId })
  await work.publish('recording.deleted', { recordingId: id, callId, queueId, agentId })
  const place = { id, tenantId: work.tenantId }
  work.afterCommit(() => void vault.remove(place).catch(() => undefined))
}

export async function getPolicy(work: Work): Promise<RecordingPolicy> {
  const row = await repository.findPolicy(work.tx, work.tenantId)
  return { rule: row.recording_rule, retentionDays: row.recording_retention_days }
}

export async function setPolicy(
  work: Work,
  change: RouteRequest<Routes['setRecordingPolicy']>['body'],
): Promise<RecordingPolicy> {
  const { rule, retentionDays } = change
  await repository.updatePolicy(work.tx, work.tenantId, {
    ...(rule !== undefined && { recording_rule: rule }),
    ...(retentionDays !== undefined && { recording_retention_days: retentionDays }),
  })
  await work.audit('recording_policy.changed', work.tenantId, { ...change })
  return getPolicy(work)
}

/** Presents recordings as people of the tenant's country write numbers. */
async function presenter(work: Work) {
  const country = await countryOf(work.tx, work.tenantId)
  return (row: repository.NamedRecordingRow) => presentRecording(row, country)
}

function presentRecording(row: repository.NamedRecordingRow, country: string): Recording {
  return {
    id: row.id,
    callId: row.call_id,
    caller: row.caller === null ? null : displayNumber(row.caller, country),
    queue:
      row.queue_id === null ? null : { id: row.queue_id, name: row.queue_name ?? 'Deleted queue' },
    agent:
      row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? 'Former agent' },
    state: row.state,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    durationMs: row.duration_ms,
    legalHold: row.legal_hold,
  }
}
