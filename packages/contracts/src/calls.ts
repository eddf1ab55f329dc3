import { z } from 'zod'
import { Consult, Supervision } from './call-talk.ts'
import { Answerer, MachineDetection } from './machine-detection.ts'
import { HangupCause } from './hangup-cause.ts'
import { E164, Id, PageQuery, pageOf, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'
import { hangupWith, Leading, waysGiven, WebhookUrl } from './verbs.ts'

/** One station on a call's way: what it was, when it came there and left, and how. */
export const CallStep = z.object({
  kind: z.enum([
    'say',
    'play',
    'menu',
    'hours',
    'branch',
    'queue',
    'voicemail',
    'gather',
    'record',
    'record_call',
    'dial',
    'conference',
    'agent',
    'number',
    'park',
    'hang_up',
  ]),
  /** The flow node's, queue's or agent's id; a number outside in E.164. */
  ref: z.string(),
  name: z.string(),
  enteredAt: Timestamp,
  leftAt: Timestamp.nullable(),
  /** The exit taken (`key_2`, `answered`, `timeout` …); for an agent how the offer or talk ended. */
  outcome: z.string().nullable(),
  /** The supervisor who stopped an agent's ring: `rejected` was not the agent's doing. */
  stoppedBy: z.object({ id: Id, name: z.string() }).optional(),
})
export type CallStep = z.infer<typeof CallStep>

const StreamQuality = z.object({
  /** Packets of 20 ms that should have come. */
  packets: z.number().int(),
  lost: z.number().int(),
  lostPercent: z.number(),
  /** Interarrival jitter (RFC 3550 §6.4.1). */
  jitterMs: z.number(),
})

/** In words, by ITU-T G.109: satisfied users, some dissatisfied, many or all dissatisfied. */
export const QualityGrade = z.enum(['good', 'fair', 'poor'])
export type QualityGrade = z.infer<typeof QualityGrade>

/** How well one party of a call was heard, and heard. */
export const PartyQuality = z.object({
  grade: QualityGrade,
  /** Mean opinion score of the worse direction, 1 to 4.41, by the E-model (ITU-T G.107). */
  mos: z.number(),
  /** The party's audio as it came to Iris. */
  received: StreamQuality,
  /** What the party was sent, as its phone reports (RTCP); null where it reports nothing. */
  sent: StreamQuality.nullable(),
  roundTripMs: z.number().nullable(),
})
export type PartyQuality = z.infer<typeof PartyQuality>

/** Of each party: the last few seconds while the call lasts, the whole once it has ended. */
export const CallQuality = z.object({
  caller: PartyQuality.nullable(),
  /** The last agent, where there were several. */
  agent: PartyQuality.nullable(),
})
export type CallQuality = z.infer<typeof CallQuality>

export const callStates = [
  'ringing',
  'in_flow',
  'queued',
  'connected',
  'transferring',
  'parked',
  'in_conference',
  'ended',
] as const

/** A call: live while `endedAt` is null, a call detail record afterwards. */
export const Call = z.object({
  id: Id,
  direction: z.enum(['inbound', 'outbound']),
  state: z.enum(callStates),
  /** Who calls: for outbound calls the caller id they show. */
  from: PhoneNumber,
  /** The number that is called. */
  number: PhoneNumber,
  queue: z.object({ id: Id, name: z.string() }).nullable(),
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  startedAt: Timestamp,
  answeredAt: Timestamp.nullable(),
  /** Null unless it was to be found out. */
  answeredBy: Answerer.nullable(),
  queuedAt: Timestamp.nullable(),
  connectedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  cause: HangupCause.nullable(),
  endedBy: z.enum(['caller', 'callee', 'agent', 'supervisor', 'flow', 'system']).nullable(),
  /** The colleague, or the number outside, that the agent has brought in. */
  consult: Consult.nullable(),
  /** The supervisor who takes part, for those who may know. */
  supervision: Supervision.nullable(),
  path: z.array(CallStep),
  /** Null for a call too short to tell. */
  quality: CallQuality.nullable(),
})
export type Call = z.infer<typeof Call>

/** A call to be placed, and what the called party gets: a flow, a list of verbs, or that which an address answers with. */
export const PlacedCall = z
  .object({
    ...Leading.shape,
    to: E164,
    /** The caller id to show: one of the tenant's numbers, or one that a trunk allows. Without it, the trunk's default. */
    from: E164.optional(),
    /** Told by a signed POST when the call starts, is answered and ends. */
    statusCallbackUrl: WebhookUrl.optional(),
    ringTimeoutMs: z.number().int().min(5000).max(120_000).default(45_000),
    /** After this the call is ended, from when it was answered. */
    timeLimitMs: z.number().int().min(1000).max(86_400_000).default(14_400_000),
    machineDetection: MachineDetection.optional(),
  })
  .refine((call) => waysGiven(call) === 1, {
    path: ['flowId'],
    message: 'Give one of flowId, verbs and url.',
  })
export type PlacedCall = z.infer<typeof PlacedCall>

/** What a running call is to do from now on, or how long it may still last. */
export const CallChange = Leading.extend({
  /** From now. */
  timeLimitMs: z.number().int().min(1000).max(86_400_000).optional(),
}).refine(
  (change) =>
    waysGiven(change) === 1 || (waysGiven(change) === 0 && change.timeLimitMs !== undefined),
  { path: ['flowId'], message: 'Give one of flowId, verbs and url, or timeLimitMs.' },
)
export type CallChange = z.infer<typeof CallChange>

const tag = 'Calls'

export const callRoutes = {
  listCalls: route({
    method: 'GET',
    path: '/v1/calls',
    summary: 'List calls, newest first; without calls:read only those you took',
    tag,
    access: ['calls:read', 'calls:read-own'],
    query: PageQuery.extend({
      state: z.enum(['live', 'ended']).optional(),
      queueId: Id.optional(),
      agentId: Id.optional(),
      /** Part of the caller's or the called number. */
      number: z.string().trim().max(40).optional(),
      from: Timestamp.optional(),
      to: Timestamp.optional(),
    }),
    response: pageOf(Call),
  }),
  getCall: route({
    method: 'GET',
    path: '/v1/calls/{id}',
    summary: 'Get one call with its path',
    tag,
    access: ['calls:read', 'calls:read-own'],
    params: z.object({ id: Id }),
    response: Call,
  }),
  placeCall: route({
    method: 'POST',
    path: '/v1/calls',
    summary: 'Call a number, and run a flow or a list of verbs once it is answered',
    tag,
    access: ['calls:place'],
    body: PlacedCall,
    response: Call,
    status: 201,
    errors: ['conflict'],
  }),
  updateCall: route({
    method: 'PATCH',
    path: '/v1/calls/{id}',
    summary: 'Replace what a running call does, or change how long it may last',
    tag,
    access: ['calls:program', 'calls:control'],
    params: z.object({ id: Id }),
    body: CallChange,
    errors: ['conflict'],
  }),
  endCall: route({
    method: 'DELETE',
    path: '/v1/calls/{id}',
    summary: 'End a call; one that has ended stays as it is',
    tag,
    access: ['calls:place'],
    params: z.object({ id: Id }),
    /** Tells a call that came in and was not answered yet why; one that is still dialled is cancelled. */
    query: z.object({ cause: z.enum(hangupWith).optional() }),
  }),
}
