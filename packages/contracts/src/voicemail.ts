import { z } from 'zod'
import { Email, Id, listOf, Name, PageQuery, pageOf, PhoneNumber, Timestamp } from './primitives.ts'
import { largestSoundBytes } from './prompts.ts'
import { AudioQuery } from './recordings.ts'
import { route } from './route.ts'

/** Where callers leave messages: for a queue's agents, for one agent, or, with neither, for supervisors. */
export const VoicemailBox = z.object({
  id: Id,
  name: Name,
  /** What is said before the beep. */
  greeting: z
    .string()
    .trim()
    .min(1, 'Write what callers hear.')
    .max(1000, 'At most 1000 characters.'),
  /** A sound that callers hear in place of the text. */
  greetingAudio: z.object({ durationMs: z.number().int(), changedAt: Timestamp }).nullable(),
  queueId: Id.nullable(),
  agentId: Id.nullable(),
  /** The longest message. */
  maxMs: z.number().int().min(5000).max(600_000),
  /** A message ends when nothing was said for so long. */
  silenceEndMs: z.number().int().min(1000).max(30_000),
  /** Where its messages are sent by mail; `null` for nowhere. */
  mailTo: Email.nullable(),
  /** How many of its messages nobody has marked as heard. */
  unheard: z.number().int(),
  createdAt: Timestamp,
})
export type VoicemailBox = z.infer<typeof VoicemailBox>

export const Voicemail = z.object({
  id: Id,
  box: z.object({ id: Id, name: z.string() }),
  callId: Id,
  from: PhoneNumber,
  receivedAt: Timestamp,
  durationMs: z.number().int(),
  heardAt: Timestamp.nullable(),
  /** What was said; null where nothing turns speech into text. */
  transcript: z
    .object({
      /** `failed`: nobody could, and nobody tries any more. */
      state: z.enum(['waiting', 'ready', 'failed']),
      /** Empty where nothing was understood, or not yet. */
      text: z.string(),
      /** 0 to 1, where the recogniser says it. */
      confidence: z.number().nullable(),
    })
    .nullable(),
  /** Who sent it on to this box; `null` where the caller left it here. */
  forwardedBy: z.string().nullable(),
  /** What they wrote along with it. */
  note: z.string().nullable(),
})
export type Voicemail = z.infer<typeof Voicemail>

const tag = 'Voicemail'
const params = z.object({ id: Id })
const changeable = VoicemailBox.pick({
  name: true,
  greeting: true,
  queueId: true,
  agentId: true,
  maxMs: true,
  silenceEndMs: true,
  mailTo: true,
})

export const voicemailRoutes = {
  listVoicemailBoxes: route({
    method: 'GET',
    path: '/v1/voicemail-boxes',
    summary: 'List the voicemail boxes whose messages you may hear',
    tag,
    access: ['voicemail:read'],
    response: listOf(VoicemailBox),
  }),
  createVoicemailBox: route({
    method: 'POST',
    path: '/v1/voicemail-boxes',
    summary: 'Make a voicemail box',
    tag,
    access: ['voicemail:write'],
    body: z.object({
      name: Name,
      greeting: changeable.shape.greeting.default('Please leave a message after the tone.'),
      queueId: changeable.shape.queueId.default(null),
      agentId: changeable.shape.agentId.default(null),
      maxMs: changeable.shape.maxMs.default(120_000),
      silenceEndMs: changeable.shape.silenceEndMs.default(5000),
      mailTo: changeable.shape.mailTo.default(null),
    }),
    response: VoicemailBox,
    status: 201,
  }),
  updateVoicemailBox: route({
    method: 'PATCH',
    path: '/v1/voicemail-boxes/{id}',
    summary: 'Change a voicemail box',
    tag,
    access: ['voicemail:write'],
    params,
    body: changeable.partial(),
    response: VoicemailBox,
  }),
  deleteVoicemailBox: route({
    method: 'DELETE',
    path: '/v1/voicemail-boxes/{id}',
    summary:
      'Delete a voicemail box that has no messages, and to which no number and no published flow leads',
    tag,
    access: ['voicemail:write'],
    params,
    errors: ['in_use'],
  }),
  uploadGreeting: route({
    method: 'PUT',
    path: '/v1/voicemail-boxes/{id}/greeting/audio',
    summary: 'Upload a greeting (a WAV file of at most 5 MiB) that is heard in place of the text',
    tag,
    access: ['voicemail:read'],
    params,
    upload: { type: 'audio/wav', maxBytes: largestSoundBytes },
    response: VoicemailBox,
  }),
  getGreetingAudio: route({
    method: 'GET',
    path: '/v1/voicemail-boxes/{id}/greeting/audio',
    summary: 'Get the greeting as callers hear it, be it a sound or spoken',
    tag,
    access: ['voicemail:read'],
    params,
    content: 'audio/wav',
    errors: ['range_not_satisfiable', 'unavailable'],
  }),
  deleteGreetingAudio: route({
    method: 'DELETE',
    path: '/v1/voicemail-boxes/{id}/greeting/audio',
    summary: 'Let the text be spoken again in place of the sound',
    tag,
    access: ['voicemail:read'],
    params,
  }),
  ringForVoicemail: route({
    method: 'POST',
    path: '/v1/voicemail-boxes/{id}/ring',
    summary: 'Ring your own phone, to hear the new messages of a box and record its greeting',
    tag,
    access: ['phone:use'],
    params,
    repeatable: true,
    errors: ['conflict'],
  }),
  listVoicemails: route({
    method: 'GET',
    path: '/v1/voicemails',
    summary: 'List the messages you may hear, newest first',
    tag,
    access: ['voicemail:read'],
    query: PageQuery.extend({ boxId: Id.optional() }),
    response: pageOf(Voicemail),
  }),
  getVoicemailAudio: route({
    method: 'GET',
    path: '/v1/voicemails/{id}/audio',
    summary:
      'Get a message as WAV, whole or a range of its bytes, or as Opus; each time is audited',
    tag,
    access: ['voicemail:read'],
    params,
    query: AudioQuery,
    content: ['audio/wav', 'audio/ogg'],
    errors: ['range_not_satisfiable', 'unavailable'],
  }),
  updateVoicemail: route({
    method: 'PATCH',
    path: '/v1/voicemails/{id}',
    summary: 'Mark a message as heard or as new, or move it to another box',
    tag,
    access: ['voicemail:read'],
    params,
    body: z.object({ heard: z.boolean(), boxId: Id }).partial(),
    response: Voicemail,
  }),
  forwardVoicemail: route({
    method: 'POST',
    path: '/v1/voicemails/{id}/forward',
    summary: 'Send a copy of a message to another box, or to the box of an agent',
    tag,
    access: ['voicemail:read'],
    params,
    body: z.object({
      to: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('box'), boxId: Id }),
        z.object({ kind: z.literal('agent'), agentId: Id }),
      ]),
      note: z.string().trim().max(500, 'At most 500 characters.').default(''),
    }),
    status: 201,
    response: z.object({ voicemailId: Id, boxId: Id }),
  }),
  listVoicemailTargets: route({
    method: 'GET',
    path: '/v1/voicemail-targets',
    summary: 'List the boxes that messages can be forwarded or moved to',
    tag,
    access: ['voicemail:read'],
    response: listOf(VoicemailBox.pick({ id: true, name: true })),
  }),
  deleteVoicemail: route({
    method: 'DELETE',
    path: '/v1/voicemails/{id}',
    summary: 'Delete a message',
    tag,
    access: ['voicemail:read'],
    params,
  }),
}
