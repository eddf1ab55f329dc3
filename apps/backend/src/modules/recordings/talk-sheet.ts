import type { Work } from '../../work.ts'
import type { RecordingSheet } from './recorder.ts'
import * as repository from './repository.ts'

/** The recording of a talk, as it is written down. */
export interface TalkRecording {
  readonly id: string
  readonly tenantId: string
  readonly nodeId: string
  readonly callId: string
  readonly queueId: string | null
  readonly agentId: string | null
  readonly startedAtMs: number
}

/** Writes the recording of a talk down, each change with its event. */
export function talkSheet(talk: TalkRecording): RecordingSheet {
  const { id, tenantId, callId, queueId, agentId } = talk
  const subject = { recordingId: id, callId, queueId, agentId }
  return {
    id,
    tenantId,
    async begun(work, wrappedKey) {
      await repository.insertRecording(work.tx, {
        id,
        tenant_id: tenantId,
        call_id: callId,
        node_id: talk.nodeId,
        queue_id: queueId,
        agent_id: agentId,
        state: 'recording',
        wrapped_key: wrappedKey,
        started_at: new Date(talk.startedAtMs),
      })
      await work.publish('recording.started', subject)
    },
    async ready(work, { durationMs }) {
      const change = { state: 'ready', ended_at: new Date(), duration_ms: durationMs } as const
      if (!(await repository.updateOpen(work.tx, id, change))) return
      await work.publish('recording.ready', { ...subject, durationMs })
    },
    async failed(work) {
      const change = { state: 'failed', ended_at: new Date() } as const
      if (!(await repository.updateOpen(work.tx, id, change))) return
      await work.publish('recording.failed', subject)
    },
  }
}

/** Writes down that a recording was paused or resumed, and by whom. */
export async function notePause(
  work: Work,
  { id, callId, queueId, agentId }: TalkRecording,
  kind: 'paused' | 'resumed',
): Promise<void> {
  const state = kind === 'paused' ? 'paused' : 'recording'
  if (!(await repository.updateOpen(work.tx, id, { state }))) return
  await work.audit(`recording.${kind}`, id)
  await work.publish(`recording.${kind}`, { recordingId: id, callId, queueId, agentId })
}
