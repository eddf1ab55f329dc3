import { z } from 'zod'
import { Id, listOf, PageQuery, pageOf, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Whether a talk is recorded by itself. `on_with_announcement`: both parties are told first;
 * `on_with_beep`: both hear a beep first. */
export const recordingRules = ['off', 'on', 'on_with_announcement', 'on_with_beep'] as const
export const RecordingRule = z.enum(recordingRules)
export type RecordingRule = z.infer<typeof RecordingRule>

export const recordingStates = ['recording', 'paused', 'ready', 'failed'] as const

/** A talk that is or was recorded: the caller in the left channel, what the caller heard in the right one. */
export const Recording = z.object({
  id: Id,
  callId: Id,
  /** Who the agent talked with; `null` where the call's record is gone. */
  caller: PhoneNumber.nullable(),
  queue: z.object({ id: Id, name: z.string() }).nullable(),
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  state: z.enum(recordingStates),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  durationMs: z.number().int().nullable(),
  /** Neither retention nor anybody deletes it while it is held. */
  legalHold: z.boolean(),
})
export type Recording = z.infer<typeof Recording>

/** Days a recording is kept: 1 to ten years. */
export const RetentionDays = z.number().int().min(1).max(3653)

/** What holds where neither the queue nor the number says otherwise. */
export const RecordingPolicy = z.object({
  rule: RecordingRule,
  /** `null` for ever. */
  retentionDays: RetentionDays.nullable(),
})
export type RecordingPolicy = z.infer<typeof RecordingPolicy>

/** What recorded audio can be had as. `opus`: an Ogg Opus file, a fifth as large or less, always given whole. */
export const audioFormats = ['wav', 'opus'] as const
export const AudioFormat = z.enum(audioFormats)
export type AudioFormat = z.infer<typeof AudioFormat>
/** The query of routes that answer with recorded audio. */
export const AudioQuery = z.object({ format: AudioFormat.default('wav') })

export const recordingActions = ['start', 'pause', 'resume', 'stop'] as const
export const RecordingAction = z.enum(recordingActions)
export type RecordingAction = z.infer<typeof RecordingAction>

const tag = 'Recordings'
const params = z.object({ id: Id })

export const recordingRoutes = {
  listRecordings: route({
    method: 'GET',
    path: '/v1/recordings',
    summary: 'List recordings, newest first',
    tag,
    access: ['recordings:read'],
    query: PageQuery.extend({
      queueId: Id.optional(),
      agentId: Id.optional(),
      /** A part of the caller's number. */
      number: z.string().trim().max(40).optional(),
      /** Started in this time: `from` inclusive, `to` exclusive. */
      from: Timestamp.optional(),
      to: Timestamp.optional(),
      /** Only those under legal hold. */
      held: z.literal('true').optional(),
    }),
    response: pageOf(Recording),
  }),
  listCallRecordings: route({
    method: 'GET',
    path: '/v1/calls/{id}/recordings',
    summary: 'List the recordings of a call; without recordings:read of a call you took',
    tag,
    access: ['recordings:read', 'calls:read-own'],
    params,
    response: listOf(Recording),
  }),
  controlRecording: route({
    method: 'POST',
    path: '/v1/calls/{id}/recording',
    summary: 'Start, pause, resume or stop the recording of a live call you are on',
    tag,
    access: ['phone:use'],
    params,
    body: z.object({ action: RecordingAction }),
    response: Recording,
    repeatable: true,
    errors: ['conflict'],
  }),
  getRecordingAudio: route({
    method: 'GET',
    path: '/v1/recordings/{id}/audio',
    summary:
      'Get a recording as WAV, whole or a range of its bytes, or as Opus; each time is audited',
    tag,
    access: ['recordings:read'],
    params,
    query: AudioQuery,
    content: ['audio/wav', 'audio/ogg'],
    errors: ['conflict', 'range_not_satisfiable', 'unavailable'],
  }),
  updateRecording: route({
    method: 'PATCH',
    path: '/v1/recordings/{id}',
    summary: 'Hold a recording, or release it',
    tag,
    access: ['recordings:write'],
    params,
    body: z.object({ legalHold: z.boolean() }),
    response: Recording,
  }),
  deleteRecording: route({
    method: 'DELETE',
    path: '/v1/recordings/{id}',
    summary: 'Delete a recording that is not held',
    tag,
    access: ['recordings:write'],
    params,
    errors: ['conflict'],
  }),
  getRecordingPolicy: route({
    method: 'GET',
    path: '/v1/recording-policy',
    summary: 'Get what is recorded and how long that is kept where nothing else says',
    tag,
    access: ['recordings:read'],
    response: RecordingPolicy,
  }),
  setRecordingPolicy: route({
    method: 'PUT',
    path: '/v1/recording-policy',
    summary: 'Say what is recorded and how long that is kept where nothing else says',
    tag,
    access: ['recordings:write'],
    body: RecordingPolicy.partial(),
    response: RecordingPolicy,
  }),
}
