import type { Handlers } from '../../http/implement.ts'
import * as service from './service.ts'
import type { RecordingVault } from './vault.ts'

type RecordingRoutes =
  | 'listRecordings'
  | 'listCallRecordings'
  | 'controlRecording'
  | 'getRecordingAudio'
  | 'updateRecording'
  | 'deleteRecording'
  | 'getRecordingPolicy'
  | 'setRecordingPolicy'

export function recordingHandlers(
  vault: RecordingVault,
  control: service.ControlRecording,
): Handlers<RecordingRoutes> {
  return {
    listRecordings: ({ work }, { query }) => service.listRecordings(work, query),
    listCallRecordings: async ({ work, principal }, { params }) => ({
      items: await service.listOfCall(work, principal, params.id),
    }),
    controlRecording: ({ work, principal }, { params, body }) =>
      service.controlRecording(work, principal, control, {
        callId: params.id,
        action: body.action,
      }),
    getRecordingAudio: ({ work, info }, { params, query }) =>
      service.recordingAudio(work, vault, params.id, { ...query, range: info.range }),
    updateRecording: ({ work }, { params, body }) =>
      service.holdRecording(work, params.id, body.legalHold),
    deleteRecording: ({ work }, { params }) =>
      service.deleteRecording(work, vault, params.id, 'recording.deleted'),
    getRecordingPolicy: ({ work }) => service.getPolicy(work),
    setRecordingPolicy: ({ work }, { body }) => service.setPolicy(work, body),
  }
}
