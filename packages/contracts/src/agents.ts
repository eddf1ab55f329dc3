import { z } from 'zod'
import { Capacity, Channel, SkillLevel } from './channels.ts'
import { DispositionChoice, Dispositions } from './dispositions.ts'
import { WrapUpMode } from './queue-settings.ts'
import { Consult, Supervision } from './call-talk.ts'
import { CallQuality } from './calls.ts'
import { Id, listOf, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Why an agent takes nothing. */
export const notReadyReasons = [
  'break',
  'lunch',
  'meeting',
  'training',
  'back_office',
  'technical',
] as const
export const NotReadyReason = z.enum(notReadyReasons)
export type NotReadyReason = z.infer<typeof NotReadyReason>

const since = { since: Timestamp }
/** What an agent chose to be once the call or the offer in hand is over. */
const NextState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('available') }),
  z.object({ kind: z.literal('not_ready'), reason: NotReadyReason }),
  z.object({ kind: z.literal('offline') }),
])
export type NextState = z.infer<typeof NextState>

/** What an agent is doing; exactly one at a time. */
export const AgentState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('offline'), ...since }),
  z.object({ kind: z.literal('available'), ...since }),
  z.object({ kind: z.literal('not_ready'), reason: NotReadyReason, ...since }),
  z.object({ kind: z.literal('offering'), callId: Id, next: NextState, ...since }),
  z.object({ kind: z.literal('in_call'), callId: Id, next: NextState, ...since }),
  z.object({
    kind: z.literal('wrap_up'),
    callId: Id,
    /** Whose rules it goes by; `null` where it is of no queue. */
    queueId: Id.nullable(),
    /** `null` where only the agent ends it. */
    endsAt: Timestamp.nullable(),
    /** Whether the after-call time was taken once more; it can be only once. */
    extended: z.boolean(),
    next: NextState,
    ...since,
  }),
  z.object({ kind: z.literal('not_responding'), ...since }),
])
export type AgentState = z.infer<typeof AgentState>

/** What an agent has in hand beside calls: a chat, a text message, a mail. */
export const AgentWork = z.object({
  contactId: Id,
  channel: Channel,
  queue: z.object({ id: Id, name: z.string() }),
  /** `offered` until the agent has taken it, `wrap_up` once it is over and the agent is not done. */
  phase: z.enum(['offered', 'active', 'wrap_up']),
  from: z.string(),
  subject: z.string(),
  since: Timestamp,
  /** When the offer, or the after-call work, ends by itself. */
  endsAt: Timestamp.nullable(),
  /** Whether the after-call time was taken once more; it can be only once. */
  extended: z.boolean(),
})
export type AgentWork = z.infer<typeof AgentWork>

export const Agent = z.object({
  id: Id,
  name: z.string(),
  state: AgentState,
  teamId: Id.nullable(),
  /** What the agent wants to be offered while available. */
  channels: z.array(Channel),
  /** Contacts in hand, calls not among them. */
  work: z.array(AgentWork),
  /** Points in use, calls among them. */
  load: z.number().int(),
})
export type Agent = z.infer<typeof Agent>

/** What an agent can do, and for whom. */
export const AgentProfile = z.object({
  agentId: Id,
  teamId: Id.nullable(),
  skills: z.array(z.object({ skillId: Id, level: SkillLevel })).max(100, 'At most 100 skills.'),
  /** A queue of rank 1 is served before those of rank 2, whatever the priorities. */
  queues: z
    .array(z.object({ queueId: Id, rank: z.number().int().min(1).max(9).default(1) }))
    .max(500),
  capacity: Capacity,
})
export type AgentProfile = z.infer<typeof AgentProfile>

/** Who or what made an agent's state another one. */
export const StateCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent') }),
  z.object({ kind: z.literal('supervisor'), by: z.object({ id: Id, name: z.string() }) }),
  /** An offer, a call or its end. */
  z.object({ kind: z.literal('contact'), contactId: Id }),
  /** A phone, a browser, a time that ran out. */
  z.object({
    kind: z.literal('system'),
    why: z.enum([
      'phone_lost',
      'phone_ready',
      'browser_gone',
      'wrap_up_over',
      'not_responding',
      'signed_out',
      'disabled',
      'recovered',
    ]),
  }),
])
export type StateCause = z.infer<typeof StateCause>

/** One stretch of an agent's time. */
export const TimelineEntry = z.object({
  state: z.enum([
    'offline',
    'available',
    'not_ready',
    'offering',
    'in_call',
    'wrap_up',
    'not_responding',
  ]),
  reason: NotReadyReason.nullable(),
  contactId: Id.nullable(),
  from: Timestamp,
  /** `null` while it lasts. */
  to: Timestamp.nullable(),
  cause: StateCause,
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** What a desk shows of a contact, from the moment it rings to the end of wrap-up. */
export const DeskContact = z.object({
  callId: Id,
  direction: z.enum(['inbound', 'outbound']),
  /** The other party: who calls, or who is called. */
  from: PhoneNumber,
  /** The number of ours: what was called, or what is shown. */
  number: PhoneNumber,
  /** `null` for calls of the agent's own. */
  queue: z.object({ id: Id, name: z.string() }).nullable(),
  waitingSince: Timestamp.nullable(),
  /** Set once an agent has accepted. */
  connectedAt: Timestamp.nullable(),
  /** Set once the call is over; wrap-up may go on. */
  endedAt: Timestamp.nullable(),
  /** What the user is in this call: its agent, the colleague brought in, or the supervisor. */
  part: z.enum(['agent', 'consulted', 'supervisor']),
  /** Who talks with the caller. */
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  consult: Consult.nullable(),
  /** Whether the user is in a conference by it: what can be done then is done there. */
  inConference: z.boolean(),
  /** A supervisor whom the agent can hear; for the supervisor, their own part. */
  supervision: Supervision.nullable(),
  quality: CallQuality.nullable(),
  /** How after-call work goes in its queue; `null` for calls of the agent's own. */
  wrapUp: z
    .object({ mode: WrapUpMode, dispositions: Dispositions, dispositionRequired: z.boolean() })
    .nullable(),
  /** What the agent has chosen, as ids. */
  disposition: DispositionChoice.nullable(),
})
export type DeskContact = z.infer<typeof DeskContact>

/** Everything a desk needs to draw itself after it was opened anew. */
export const Desk = z.object({ agent: Agent, contact: DeskContact.nullable() })
export type Desk = z.infer<typeof Desk>

/** A STUN or TURN server, as browsers take it (`RTCIceServer`). */
export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
})
export type IceServer = z.infer<typeof IceServer>

/** What a softphone registers with; minted for one signed-in session and worthless once that ends. */
export const SoftphoneCredentials = z.object({
  username: z.string(),
  password: z.string(),
  /** The SIP domain (host part of the address of record). */
  domain: z.string(),
  /** Path of the SIP-over-WebSocket endpoint (RFC 7118) on this origin. */
  webSocketPath: z.string(),
  /** Where its audio may go through; empty where it goes straight. Their credentials expire with these. */
  iceServers: z.array(IceServer),
  expiresAt: Timestamp,
})
export type SoftphoneCredentials = z.infer<typeof SoftphoneCredentials>

/** What the public phone calls with, and the number it has filled in, where there is one to suggest. */
export const GuestPhone = SoftphoneCredentials.extend({ suggestedNumber: PhoneNumber.nullable() })
export type GuestPhone = z.infer<typeof GuestPhone>

const tag = 'Agents'
const params = z.object({ id: Id })

export const agentRoutes = {
  listAgents: route({
    method: 'GET',
    path: '/v1/agents',
    summary: 'List agents and what each is doing',
    tag,
    access: ['agents:read'],
    response: listOf(Agent),
  }),
  listAgentProfiles: route({
    method: 'GET',
    path: '/v1/agent-profiles',
    summary: "List agents' skills, queues, teams and capacity",
    tag,
    access: ['agents:read'],
    response: listOf(AgentProfile),
  }),
  getAgentProfile: route({
    method: 'GET',
    path: '/v1/agents/{id}/profile',
    summary: "Get an agent's skills, queues, team and capacity",
    tag,
    access: ['agents:read'],
    params,
    response: AgentProfile,
  }),
  updateAgentProfile: route({
    method: 'PATCH',
    path: '/v1/agents/{id}/profile',
    summary: "Change an agent's skills, queues, team or capacity; what waits is looked at anew",
    tag,
    access: ['agents:write'],
    params,
    body: AgentProfile.omit({ agentId: true }).partial(),
    response: AgentProfile,
  }),
  setAgentState: route({
    method: 'PUT',
    path: '/v1/agents/{id}/state',
    summary: "Choose an agent's state for them; offline signs them out of every queue",
    tag,
    access: ['agents:write'],
    params,
    body: NextState,
    response: Agent,
    errors: ['conflict'],
  }),
  finishAgentContact: route({
    method: 'POST',
    path: '/v1/agents/{id}/contacts/{contactId}/finish',
    summary: 'End a contact that an agent is stuck with: offer, call, work or after-call work',
    tag,
    access: ['agents:write'],
    params: z.object({ id: Id, contactId: Id }),
    response: Agent,
    errors: ['conflict'],
  }),
  agentTimeline: route({
    method: 'GET',
    path: '/v1/agents/{id}/timeline',
    summary: 'List what an agent did, oldest first; a day at most',
    tag,
    access: ['agents:read'],
    params,
    query: z.object({ from: Timestamp, to: Timestamp.optional() }),
    response: listOf(TimelineEntry),
  }),
  setChannels: route({
    method: 'PUT',
    path: '/v1/me/channels',
    summary: 'Choose the channels you want to be offered',
    tag,
    access: ['phone:use'],
    body: z.object({ channels: z.array(Channel).max(4) }),
    response: Agent,
  }),
  beat: route({
    method: 'POST',
    path: '/v1/me/beat',
    summary:
      'Say that this browser is there; who has not for 90 s is offline, and offers are taken back',
    tag,
    access: ['phone:use'],
    repeatable: true,
    body: z.object({ tabId: z.string().min(1).max(64), leaving: z.boolean().default(false) }),
  }),
  chooseDisposition: route({
    method: 'PUT',
    path: '/v1/me/contacts/{contactId}/disposition',
    summary: 'Say what came of a contact in hand, during it or in after-call work',
    tag,
    access: ['phone:use'],
    params: z.object({ contactId: Id }),
    body: DispositionChoice,
    response: DispositionChoice,
    errors: ['conflict'],
  }),
  getDesk: route({
    method: 'GET',
    path: '/v1/me/desk',
    summary: 'Get your state and the contact in hand',
    tag,
    access: ['phone:use'],
    response: Desk,
  }),
  setState: route({
    method: 'PUT',
    path: '/v1/me/state',
    summary: 'Choose your state; during an offer, call or wrap-up it is what comes next',
    tag,
    access: ['phone:use'],
    body: NextState,
    response: Agent,
    errors: ['conflict'],
  }),
  finishWrapUp: route({
    method: 'POST',
    path: '/v1/me/wrap-up/finish',
    summary: 'End after-call work now',
    tag,
    access: ['phone:use'],
    response: Agent,
    errors: ['conflict'],
  }),
  extendWrapUp: route({
    method: 'POST',
    path: '/v1/me/wrap-up/extend',
    summary: 'Take the after-call time once more; one time a contact',
    tag,
    access: ['phone:use'],
    response: Agent,
    errors: ['conflict'],
  }),
  mintSoftphone: route({
    method: 'POST',
    path: '/v1/softphone/credentials',
    summary: 'Mint SIP credentials for this session',
    tag,
    access: ['phone:use'],
    repeatable: true,
    response: SoftphoneCredentials,
  }),
  mintGuestPhone: route({
    method: 'POST',
    path: '/v1/public-phone/credentials',
    summary: 'Mint short-lived SIP credentials that can call the centre and nothing else',
    tag,
    access: 'public',
    response: GuestPhone,
    errors: ['too_many_requests'],
  }),
}
