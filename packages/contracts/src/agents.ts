import { z } from 'zod'
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
    endsAt: Timestamp,
    /** Whether the after-call time was taken once more; it can be only once. */
    extended: z.boolean(),
    next: NextState,
    ...since,
  }),
  z.object({ kind: z.literal('not_responding'), ...since }),
])
export type AgentState = z.infer<typeof AgentState>

export const Agent = z.object({ id: Id, name: z.string(), state: AgentState })
export type Agent = z.infer<typeof Agent>

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

export const agentRoutes = {
  listAgents: route({
    method: 'GET',
    path: '/v1/agents',
    summary: 'List agents and what each is doing',
    tag,
    access: ['agents:read'],
    response: listOf(Agent),
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
