import { z } from 'zod'
import { DialledNumber, E164, Id, Name, PageQuery, pageOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** The most that one conference holds. */
export const mostParticipants = 50

/** Somebody in a conference: one who is rung for it, is in it, or was. */
export const Participant = z.object({
  id: Id,
  callId: Id,
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  /** A person's name, or a number. */
  label: z.string(),
  state: z.enum(['ringing', 'in', 'left']),
  /** Is heard by nobody. */
  muted: z.boolean(),
  /** Hears nobody. */
  deaf: z.boolean(),
  moderator: z.boolean(),
  joinedAt: Timestamp.nullable(),
  leftAt: Timestamp.nullable(),
  /** `left`: their call went on elsewhere. `interrupted`: the centre itself failed. */
  reason: z.enum(['hung_up', 'left', 'removed', 'ended', 'not_reached', 'interrupted']).nullable(),
})
export type Participant = z.infer<typeof Participant>

const rules = {
  /** Everybody hears music until a moderator is there. */
  startWithModerator: z.boolean(),
  /** Ends when the last moderator leaves. */
  endWithModerator: z.boolean(),
  maxParticipants: z.number().int().min(2).max(mostParticipants),
  /** A tone is heard when somebody comes or goes. */
  tones: z.boolean(),
  /** Whoever comes is told how many are there. */
  announceCount: z.boolean(),
}

/** Several parties who hear each other: live while `endedAt` is null. */
export const Conference = z.object({
  id: Id,
  name: z.string(),
  state: z.enum(['waiting', 'running', 'ended']),
  /** Nobody else can come in. */
  locked: z.boolean(),
  ...rules,
  openedAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  /** Those there were, too, in the order in which they came. */
  participants: z.array(Participant),
})
export type Conference = z.infer<typeof Conference>

const participantId = { participantId: Id }

/** What can be done with a running conference. */
export const ConferenceAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mute'), ...participantId }),
  z.object({ kind: z.literal('unmute'), ...participantId }),
  z.object({ kind: z.literal('deafen'), ...participantId }),
  z.object({ kind: z.literal('undeafen'), ...participantId }),
  /** Takes somebody out, or stops ringing them. */
  z.object({ kind: z.literal('remove'), ...participantId }),
  z.object({ kind: z.literal('lock') }),
  z.object({ kind: z.literal('unlock') }),
  z.object({ kind: z.literal('end') }),
])
export type ConferenceAction = z.infer<typeof ConferenceAction>

/** Somebody to be called into a conference. */
export const NewParticipant = z.object({
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('number'), number: DialledNumber }),
    z.object({ kind: z.literal('agent'), agentId: Id }),
  ]),
  /** What lists show; else the number, or the agent's name. */
  label: Name.optional(),
  /** The caller id a number is shown. Without it, the trunk's default. */
  from: E164.optional(),
  muted: z.boolean().default(false),
  deaf: z.boolean().default(false),
  moderator: z.boolean().default(false),
  ringTimeoutMs: z.number().int().min(5000).max(120_000).default(30_000),
})
export type NewParticipant = z.infer<typeof NewParticipant>

const newConference = z.object({
  name: Name,
  startWithModerator: rules.startWithModerator.default(false),
  endWithModerator: rules.endWithModerator.default(false),
  maxParticipants: rules.maxParticipants.default(mostParticipants),
  tones: rules.tones.default(false),
  announceCount: rules.announceCount.default(false),
  /** Those who are called; the first to come open it. */
  participants: z.array(NewParticipant).min(1, 'Call at least one.').max(10, 'At most 10 at once.'),
})
export type NewConference = z.infer<typeof newConference>

const tag = 'Conferences'
const params = z.object({ id: Id })

export const conferenceRoutes = {
  listConferences: route({
    method: 'GET',
    path: '/v1/conferences',
    summary: 'List conferences, newest first, with those who are or were in them',
    tag,
    access: ['calls:monitor', 'calls:control'],
    query: PageQuery.extend({ state: z.enum(['live', 'ended']).optional() }),
    response: pageOf(Conference),
  }),
  getConference: route({
    method: 'GET',
    path: '/v1/conferences/{id}',
    summary: 'Get one conference',
    tag,
    access: ['calls:monitor', 'calls:control'],
    params,
    response: Conference,
  }),
  createConference: route({
    method: 'POST',
    path: '/v1/conferences',
    summary: 'Open a conference and call people into it',
    tag,
    access: ['calls:control'],
    body: newConference,
    response: Conference,
    status: 201,
    errors: ['conflict'],
  }),
  controlConference: route({
    method: 'POST',
    path: '/v1/conferences/{id}/actions',
    summary: 'Do something with a running conference; what came of it is told by events',
    tag,
    access: ['calls:control'],
    params,
    body: ConferenceAction,
    errors: ['conflict'],
  }),
  addParticipant: route({
    method: 'POST',
    path: '/v1/conferences/{id}/participants',
    summary: 'Call somebody into a running conference',
    tag,
    access: ['calls:control'],
    params,
    body: NewParticipant,
    response: Participant,
    status: 201,
    errors: ['conflict'],
  }),
}
