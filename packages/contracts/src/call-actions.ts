import { z } from 'zod'
import { AgentState } from './agents.ts'
import { SupervisionMode, TalkParty } from './call-talk.ts'
import { Id, listOf, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'
import { Gather, hangupWith, Play, Say, SendDigits } from './verbs.ts'

const toAgent = z.object({ kind: z.literal('agent'), agentId: Id })
const toQueue = z.object({ kind: z.literal('queue'), queueId: Id })
/** A number outside, as people of the tenant's country dial it, or with its country code after `+`. Needs `calls:place`. */
const toNumber = z.object({
  kind: z.literal('number'),
  number: z.string().trim().min(1, 'Write a number.').max(40, 'At most 40 characters.'),
})

const Heard = TalkParty.default('caller')

/** What is done beside whatever the call does. */
export const LiveAction = z.discriminatedUnion('kind', [
  /** Is heard by the party in place of whatever else, once. */
  Say.extend({ party: Heard }),
  Play.extend({ party: Heard }),
  z.object({ kind: z.literal('stop_playing'), party: Heard }),
  SendDigits.extend({ party: Heard }),
  /** Takes keys of the caller, whatever else goes on; `call.verb_result` tells which. */
  Gather.omit({ actionUrl: true }),
])
export type LiveAction = z.infer<typeof LiveAction>

/**
 * What is done with a call's recording: of its first party and what that hears, whatever the call does. It ends with the talk
 * it was made in, or the call.
 */
export const recordingDeeds = [
  'record',
  'pause_recording',
  'resume_recording',
  'stop_recording',
] as const
export const RecordingDeed = z.object({ kind: z.enum(recordingDeeds) })
export type RecordingDeed = z.infer<typeof RecordingDeed>

/** What can be done with a call while somebody talks with the caller. */
export const CallAction = z.discriminatedUnion('kind', [
  /** Gives the caller away at once. */
  z.object({
    kind: z.literal('transfer'),
    to: z.discriminatedUnion('kind', [toAgent, toQueue, toNumber]),
  }),
  /** Calls a colleague, or a number outside, while the caller hears music. */
  z.object({
    kind: z.literal('consult'),
    to: z.discriminatedUnion('kind', [toAgent, toNumber]),
  }),
  /** Rings a colleague, or a number outside, while the talk goes on; whoever takes it joins the talk. */
  z.object({
    kind: z.literal('dial'),
    to: z.discriminatedUnion('kind', [toAgent, toNumber]),
  }),
  /** Goes from the colleague to the caller, or back; the other hears music. */
  z.object({ kind: z.literal('swap') }),
  /** Brings agent, colleague and caller together. */
  z.object({ kind: z.literal('merge') }),
  /** Leaves the caller to the colleague. */
  z.object({ kind: z.literal('complete') }),
  /** Lets the colleague go and returns to the caller. */
  z.object({ kind: z.literal('cancel') }),
  /** Leaves the caller with music to whoever picks them up. */
  z.object({ kind: z.literal('park') }),
  /** Takes a parked caller with one's own phone. */
  z.object({ kind: z.literal('pick_up') }),
  z.object({ kind: z.literal('mute'), party: TalkParty }),
  z.object({ kind: z.literal('unmute'), party: TalkParty }),
  z.object({ kind: z.literal('hangup'), cause: z.enum(hangupWith).optional() }),
  LiveAction,
  RecordingDeed,
  /** Joins the call with one's own phone, or changes how one takes part. */
  z.object({ kind: z.literal('supervise'), mode: SupervisionMode }),
  z.object({ kind: z.literal('stop_supervising') }),
])
export type CallAction = z.infer<typeof CallAction>

/** Whom a call can be given to, as they are now. */
export const TransferTargets = z.object({
  agents: z.array(z.object({ id: Id, name: z.string(), state: AgentState })),
  queues: z.array(z.object({ id: Id, name: z.string(), waiting: z.number().int() })),
})
export type TransferTargets = z.infer<typeof TransferTargets>

/** A caller who was left to whoever picks them up. */
export const ParkedCall = z.object({
  callId: Id,
  /** The number of its place, for people to call out. */
  slot: z.number().int().min(1),
  from: PhoneNumber,
  queue: z.object({ id: Id, name: z.string() }).nullable(),
  parkedBy: z.object({ id: Id, name: z.string() }),
  parkedAt: Timestamp,
})
export type ParkedCall = z.infer<typeof ParkedCall>

export const callActionRoutes = {
  listParkedCalls: route({
    method: 'GET',
    path: '/v1/parked-calls',
    summary: 'List parked calls by their slot',
    tag: 'Calls',
    access: ['phone:use', 'calls:read'],
    response: listOf(ParkedCall),
  }),
  listTransferTargets: route({
    method: 'GET',
    path: '/v1/transfer-targets',
    summary: 'Find colleagues and queues to give a call to, by a part of their name',
    tag: 'Calls',
    access: ['phone:use', 'calls:control'],
    query: z.object({ search: z.string().trim().max(80).default('') }),
    response: TransferTargets,
  }),
  controlCall: route({
    method: 'POST',
    path: '/v1/calls/{id}/actions',
    summary: 'Do something with a running call; what came of it is told by events',
    tag: 'Calls',
    access: ['phone:use', 'calls:control', 'calls:monitor', 'calls:program'],
    params: z.object({ id: Id }),
    body: CallAction,
    errors: ['conflict'],
  }),
}
