import { z } from 'zod'
import { Channel, SkillNeeds } from './channels.ts'
import { ChosenDisposition, DispositionChoice } from './dispositions.ts'
import { Id, listOf, pageOf, PageQuery, PhoneNumber, Timestamp } from './primitives.ts'
import { OverflowCause } from './queue-settings.ts'
import { route } from './route.ts'

/** How a contact's time in a queue ended. */
export const QueueOutcome = z.enum([
  'answered',
  /** Whoever waited went away by themselves. */
  'abandoned',
  ...OverflowCause.options,
  /** By a key, or in a flow's own way. */
  'left',
  /** Whoever waited is to be called back, in that place. */
  'callback',
  /** A callback that will not be made any more. */
  'cancelled',
  /** A supervisor sent them on. */
  'removed',
  'queue_deleted',
  /** The process that carried them died. */
  'interrupted',
])
export type QueueOutcome = z.infer<typeof QueueOutcome>

/** What a contact came to, of exactly one kind. */
export const ContactOutcome = z.enum([
  /** Spoke with an agent, or was worked on by one. */
  'handled',
  /** Went away while waiting in a queue. */
  'abandoned',
  /** Went away before the queue's short time was over. */
  'short_abandoned',
  /** Was sent out of its last queue without an agent, and ended so. */
  'flowed_out',
  /** Is to be called back: the call back is a contact of its own. */
  'callback',
  /** Came to no queue and to no agent. */
  'self_service',
  /** Of calls that go out: nobody answered. */
  'not_reached',
  'interrupted',
])
export type ContactOutcome = z.infer<typeof ContactOutcome>

const stretch = { from: Timestamp, to: Timestamp.nullable() }
const queueOf = { queueId: Id, queueName: z.string() }
const agentOf = { agentId: Id, agentName: z.string() }

/** One stretch of a contact's way. They are in the order of their beginnings and may overlap. */
export const ContactLeg = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('queue'),
    ...stretch,
    ...queueOf,
    outcome: QueueOutcome.nullable(),
    /** Since when it counts: earlier than `from` where it came back to a place it held. */
    waitingSince: Timestamp,
    /** Whether it came back to a place: then it is not offered to the queue again. */
    again: z.boolean(),
    /** Where nobody is on the line: whoever is to be called back. */
    callbackId: Id.nullable(),
    /** The queue's promise at that time. */
    withinMs: z.number().int(),
    shortAbandonMs: z.number().int(),
  }),
  z.object({
    kind: z.literal('offer'),
    ...stretch,
    ...queueOf,
    ...agentOf,
    outcome: z.enum(['accepted', 'rejected', 'missed', 'unreachable', 'withdrawn']).nullable(),
  }),
  z.object({
    kind: z.literal('talk'),
    ...stretch,
    ...agentOf,
    queueId: Id.nullable(),
    queueName: z.string().nullable(),
    holdMs: z.number().int(),
    /** Whether the agent gave it to somebody else. */
    transferred: z.boolean(),
    /** Whether somebody else was brought in, and all talked together. */
    conferenced: z.boolean(),
  }),
  z.object({
    kind: z.literal('wrap_up'),
    ...stretch,
    ...agentOf,
    queueId: Id.nullable(),
    queueName: z.string().nullable(),
    disposition: ChosenDisposition.nullable(),
  }),
])
export type ContactLeg = z.infer<typeof ContactLeg>

/** One contact with every leg: all figures can be recomputed from these. A call's contact has the call's id. */
export const Contact = z.object({
  id: Id,
  channel: Channel,
  direction: z.enum(['inbound', 'outbound']),
  /** The other party. */
  from: PhoneNumber,
  /** The number of ours, where there is one. */
  numberId: Id.nullable(),
  subject: z.string(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  outcome: ContactOutcome.nullable(),
  queue: z.object({ id: Id, name: z.string() }).nullable(),
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  disposition: ChosenDisposition.nullable(),
  legs: z.array(ContactLeg),
})
export type Contact = z.infer<typeof Contact>

/** A contact without a call, to be routed like one. */
export const NewContact = z.object({
  channel: Channel.exclude(['voice']),
  queueId: Id,
  /** Who it is from: a name, an address, a number. */
  from: z.string().trim().min(1, 'Say who it is from.').max(200),
  subject: z.string().trim().max(200).default(''),
  priority: z.number().int().min(0).max(100).optional(),
  needs: SkillNeeds.optional(),
  /** Only this agent may have it. */
  agentId: Id.optional(),
})
export type NewContact = z.infer<typeof NewContact>

/** One thing that was decided about a contact, and why, in words. */
export const RoutingDecision = z.object({
  at: Timestamp,
  queueId: Id,
  kind: z.enum(['offered', 'waits', 'relaxed', 'overflowed', 'withdrawn', 'moved']),
  agentId: Id.nullable(),
  /** "Ada Morgan, because she has been idle longest (2:10) of 3 who fit." */
  why: z.string(),
  /** Why the others were not chosen: "2 lack Spanish at level 3", "1 turned it down 12 s ago". */
  others: z.array(z.string()),
})
export type RoutingDecision = z.infer<typeof RoutingDecision>

const tag = 'Contacts'
const params = z.object({ id: Id })
const contactsQuery = z.object({
  from: Timestamp.optional(),
  to: Timestamp.optional(),
  queueId: Id.optional(),
  agentId: Id.optional(),
  channel: Channel.optional(),
  numberId: Id.optional(),
  outcome: ContactOutcome.optional(),
})

export const contactRoutes = {
  listContacts: route({
    method: 'GET',
    path: '/v1/contacts',
    summary: 'List contacts with their legs, newest first',
    tag,
    access: ['contacts:read'],
    query: PageQuery.extend(contactsQuery.shape),
    response: pageOf(Contact),
  }),
  exportContacts: route({
    method: 'GET',
    path: '/v1/contacts.csv',
    summary: 'The same as CSV (RFC 4180), at most 100,000 rows',
    tag,
    access: ['contacts:read'],
    query: contactsQuery,
    content: 'text/csv',
  }),
  getContact: route({
    method: 'GET',
    path: '/v1/contacts/{id}',
    summary: 'Get one contact with its legs',
    tag,
    access: ['contacts:read'],
    params,
    response: Contact,
  }),
  explainContact: route({
    method: 'GET',
    path: '/v1/contacts/{id}/decisions',
    summary: 'Say why a contact went to whom it went, and why it waits, oldest first',
    tag,
    access: ['contacts:read'],
    params,
    response: listOf(RoutingDecision),
  }),
  createContact: route({
    method: 'POST',
    path: '/v1/contacts',
    summary: 'Put a chat, a text message or a mail into a queue, to be offered to an agent',
    tag,
    access: ['contacts:create'],
    body: NewContact,
    response: Contact,
    status: 201,
    errors: ['conflict'],
  }),
  acceptContact: route({
    method: 'POST',
    path: '/v1/me/contacts/{id}/accept',
    summary: 'Take a contact that is offered to you; calls are taken by phone',
    tag,
    access: ['phone:use'],
    params,
    errors: ['conflict'],
  }),
  rejectContact: route({
    method: 'POST',
    path: '/v1/me/contacts/{id}/reject',
    summary: 'Turn down a contact that is offered to you; it keeps its place',
    tag,
    access: ['phone:use'],
    params,
    body: z.object({ reason: z.string().trim().max(200).default('') }),
    errors: ['conflict'],
  }),
  endContact: route({
    method: 'POST',
    path: '/v1/me/contacts/{id}/end',
    summary: 'End a contact without a call; after-call work begins, or ends if it had begun',
    tag,
    access: ['phone:use'],
    params,
    body: z.object({ disposition: DispositionChoice.optional() }),
    errors: ['conflict'],
  }),
  extendContactWrapUp: route({
    method: 'POST',
    path: '/v1/me/contacts/{id}/extend',
    summary: 'Take the after-call time of a contact without a call once more; one time a contact',
    tag,
    access: ['phone:use'],
    params,
    errors: ['conflict'],
  }),
}
