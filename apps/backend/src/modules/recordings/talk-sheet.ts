import type { Work } from '../../work.ts'
import type { RecordingSheet } from './recorder.ts'
import * as repository from './repository.ts'

/** The recording of a talk, or of a whole call, as it is written down. */
export interface TalkRecording {
  readonly id: string
  readonly tenantId: string
  readonly nodeId: string
  readonly callId: string
  /** Those of the talk; of a whole call, those of its first talk, once there is one. */
  queueId: string | null
  agentId: string | null
  readonly startedAtMs: number
}

/** Writes the recording of a talk down, each change with its event. */
export function talkSheet(talk: TalkRecording): RecordingSheet {
  const { id, tenantId } = talk
  return {
    id,
    tenantId,
    async begun(work, wrappedKey) {
      await repository.insertRecording(work.tx, {
        id,
        tenant_id: tenantId,
        call_id: talk.callId,
        node_id: talk.nodeId,
        queue_id: talk.queueId,
        agent_id: talk.agentId,
        state: 'recording',
        wrapped_key: wrappedKey,
        started_at: new Date(talk.startedAtMs),
      })
      await work.publish('recording.started', subjectOf(talk))
    },
    async ready(work, { durationMs }) {
      const change = { state: 'ready', ended_at: new Date(), duration_ms: durationMs } as const
      if (!(await repository.updateOpen(work.tx, id, change))) return
      await work.publish('recording.ready', { ...subjectOf(talk), durationMs })
    },
    async failed(work) {
      const change = { state: 'failed', ended_at: new Date() } as const
      if (!(await repository.updateOpen(work.tx, id, change))) return
      await work.publish('recording.failed', subjectOf(talk))
    },
    shielded: (work, kind) => notePause(work, talk, kind),
  }
}

/** Writes down that a recording was paused or resumed, and by whom. */
export async function notePause(
  work: Work,
  talk: TalkRecording,
  kind: 'paused' | 'resumed',
): Promise<void> {
  const state = kind === 'paused' ? 'paused' : 'recording'
  if (!(await repository.updateOpen(work.tx, talk.id, { state }))) return
  await work.audit(`recording.${kind}`, talk.id)
  await work.publish(`recording.${kind}`, subjectOf(talk))
}

/** Writes down with whom the caller talks in the recording of a whole call. */
export async function noteParty(
  work: Work,
  { id, queueId, agentId }: TalkRecording,
): Promise<void> {
  await repository.updateOpen(work.tx, id, { queue_id: queueId, agent_id: agentId })
}

function subjectOf({ id, callId, queueId, agentId }: TalkRecording) {
  return { recordingId: id, callId, queueId, agentId }
}
