import { z } from 'zod'
import { Agent, StateCause } from './agents.ts'
import { Channel } from './channels.ts'
import { ContactOutcome, QueueOutcome } from './contacts.ts'
import { ChosenDisposition } from './dispositions.ts'
import { LiveAction, RecordingDeed } from './call-actions.ts'
import { Consult, Supervision, SupervisionMode, TalkParty, TalkTarget } from './call-talk.ts'
import { CallbackOutcome } from './callbacks.ts'
import { CallQuality, CallStep } from './calls.ts'
import { ConferenceAction, NewParticipant, Participant } from './conferences.ts'
import { Answerer, MachineDetection } from './machine-detection.ts'
import { flowEvents } from './flow-events.ts'
import { HangupCause } from './hangup-cause.ts'
import { Id, Timestamp } from './primitives.ts'
import { RecordingRule } from './recordings.ts'
import { TrunkHealth } from './trunks.ts'
import { hangupWith, Programme, VerbResult } from './verbs.ts'

const callId = { callId: Id }
const voicemail = { voicemailId: Id, boxId: Id }
const recording = { recordingId: Id, ...callId, queueId: Id.nullable(), agentId: Id.nullable() }
const conference = { conferenceId: Id, name: z.string() }
const participant = { ...conference, participantId: Id, ...callId, agentId: Id.nullable() }
const callback = { callbackId: Id, queueId: Id, number: z.string() }
const contact = { contactId: Id, channel: Channel }
const queued = { queueId: Id }
const person = z.object({ id: Id, name: z.string() })

const transferTarget = z.discriminatedUnion('kind', [
  ...TalkTarget.options,
  z.object({
    kind: z.literal('queue'),
    queue: person.extend({
      wrapUpMs: z.number().nullable(),
      announceEveryMs: z.number(),
      record: RecordingRule,
      /** Absent in orders that were given before queues had music of their own. */
      music: z.array(z.string()).default([]),
    }),
  }),
])
const ringTimeout = { ringTimeoutMs: z.number() }

/** A call action that was found to be in order, with what its call needs to carry it out. */
export const CallOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('transfer'), to: transferTarget, ...ringTimeout }),
  z.object({ kind: z.literal('consult'), to: TalkTarget, ...ringTimeout }),
  /** Whoever takes it joins the talk, which goes on meanwhile. */
  z.object({ kind: z.literal('dial'), to: TalkTarget, ...ringTimeout }),
  z.object({ kind: z.literal('swap') }),
  z.object({ kind: z.literal('merge') }),
  z.object({ kind: z.literal('complete') }),
  z.object({ kind: z.literal('cancel') }),
  /** An agent whose phone rings for the call does not take it, by a supervisor's word; who that is stands in the timelines. */
  z.object({ kind: z.literal('decline'), agentId: Id, by: person.optional() }),
  z.object({ kind: z.literal('park') }),
  z.object({ kind: z.literal('pick_up'), agent: person }),
  z.object({ kind: z.literal('mute'), party: TalkParty }),
  z.object({ kind: z.literal('unmute'), party: TalkParty }),
  z.object({
    kind: z.literal('hangup'),
    as: z.enum(['agent', 'supervisor']),
    cause: z.enum(hangupWith).optional(),
  }),
  LiveAction,
  /** `by` stands in the audit. */
  RecordingDeed.extend({
    by: z.object({ id: Id, name: z.string(), address: z.string() }),
  }),
  /** Goes on with another list of verbs, or another flow, in place of whatever it does. */
  z.object({ kind: z.literal('lead'), programme: Programme }),
  z.object({ kind: z.literal('lead_by_flow'), flowId: Id }),
  /** Ends so long from now. */
  z.object({ kind: z.literal('limit'), timeLimitMs: z.number() }),
  z.object({ kind: z.literal('supervise'), supervisor: person, mode: SupervisionMode }),
  z.object({ kind: z.literal('stop_supervising') }),
])
export type CallOrder = z.infer<typeof CallOrder>

/** A conference action that was found to be in order; or people are to be called, each as a call that is written down. */
export const ConferenceOrder = z.discriminatedUnion('kind', [
  ...ConferenceAction.options,
  z.object({
    kind: z.literal('add'),
    participants: z.array(NewParticipant.extend({ id: Id, ...callId, label: z.string() })),
  }),
])
export type ConferenceOrder = z.infer<typeof ConferenceOrder>

/**
 * Everything that can happen, by type. A payload names what changed by id and carries what a reader would otherwise
 * have to ask for. Events are written in the same transaction as the change, and may be delivered more than once.
 */
export const eventPayloads = {
  'call.started': z.object({
    ...callId,
    direction: z.enum(['inbound', 'outbound']),
    from: z.string(),
    number: z.string(),
    /** The number of ours that was called; `null` for outbound calls. */
    numberId: Id.nullable(),
  }),
  /** A call is to be made; the process that carries it takes it up. */
  'call.placed': z.object({
    ...callId,
    to: z.string(),
    from: z.string().nullable(),
    ringTimeoutMs: z.number(),
    timeLimitMs: z.number(),
    machineDetection: MachineDetection.optional(),
  }),
  /** Somebody wants the call to end; the process that carries it ends it. */
  'call.end_requested': z.object({ ...callId, cause: z.enum(hangupWith).optional() }),
  'call.answered': z.object({ ...callId }),
  /** Who answered a call of ours is known, or known better; `beep`: because of one that has just ended. */
  'call.answered_by': z.object({
    ...callId,
    answeredBy: Answerer,
    confidence: z.number(),
    beep: z.boolean(),
  }),
  'call.step_entered': z.object({ ...callId, step: CallStep }),
  /** What a caller has said to a menu so far, or, where final, in all. */
  'call.heard': z.object({
    ...callId,
    text: z.string(),
    language: z.string(),
    isFinal: z.boolean(),
    confidence: z.number().nullable(),
  }),
  /** `queueId` is `null` for an agent's own call. */
  'call.connected': z.object({
    ...callId,
    queueId: Id.nullable(),
    agentId: Id,
    waitMs: z.number(),
  }),
  'call.ordered': z.object({ ...callId, order: CallOrder }),
  /** The agent gave the caller away, and is free. */
  'call.transfer_started': z.object({ ...callId, agentId: Id.nullable(), to: transferTarget }),
  /** The agent or the number that was given the caller has them; `agentId` is `null` for a number. */
  'call.transferred': z.object({
    ...callId,
    queueId: Id.nullable(),
    fromAgentId: Id,
    agentId: Id.nullable(),
    number: z.string().nullable(),
  }),
  'call.parked': z.object({ ...callId, slot: z.number().int(), agentId: Id }),
  /** Picked up, gone back to its queue, or ended. */
  'call.unparked': z.object({ ...callId, slot: z.number().int() }),
  /** `agentIds` are the agent and the colleague: both hear of it. */
  'call.consult_changed': z.object({
    ...callId,
    agentIds: z.array(Id),
    consult: Consult.nullable(),
  }),
  /** The agent put the caller on hold, or took them off it. */
  'call.hold_changed': z.object({ ...callId, agentId: Id, held: z.boolean() }),
  'call.supervision_changed': z.object({ ...callId, supervision: Supervision.nullable() }),
  /** What the agent hears of it: who can be heard by them now, `null` for nobody. */
  'call.coaching_changed': z.object({ ...callId, agentId: Id, coach: Supervision.nullable() }),
  /** A verb of the list that leads the call has come to its result. */
  'call.verb_result': z.object({ ...callId, result: VerbResult }),
  /** The caller enters something that nobody in the call may know: how many keys so far, and whether that is over. */
  'call.digits_entered': z.object({
    ...callId,
    agentId: Id.nullable(),
    digits: z.number().int(),
    isOver: z.boolean(),
  }),
  /** A webhook gave no usable answer; `failure` says why. */
  'call.webhook_failed': z.object({ ...callId, url: z.string(), failure: z.string() }),
  'call.agent_lost': z.object({ ...callId, agentId: Id }),
  /** How well the parties hear each other has become another: better, worse, or known at all. */
  'call.quality_changed': z.object({ ...callId, agentId: Id.nullable(), quality: CallQuality }),
  'call.ended': z.object({
    ...callId,
    queueId: Id.nullable(),
    agentId: Id.nullable(),
    cause: HangupCause,
    talkMs: z.number(),
  }),
  /** Somebody is to be called back, and waits in the line. */
  'callback.requested': z.object({ ...callback, fromCallId: Id.nullable() }),
  /** The time for the next attempt has come: it waits in the line again. */
  'callback.due': z.object({ ...callback }),
  /** An attempt was made, and whoever it was did not answer. */
  'callback.attempted': z.object({
    ...callback,
    ...callId,
    attempt: z.number().int(),
    outcome: CallbackOutcome,
  }),
  /** An agent has talked with them. */
  'callback.done': z.object({ ...callback, ...callId }),
  /** There will be no further attempt. */
  'callback.failed': z.object({ ...callback, outcome: CallbackOutcome }),
  'callback.cancelled': z.object({ ...callback }),
  'conference.opened': z.object({ ...conference }),
  /** Somebody is in, or the moderator is: those in it hear each other. */
  'conference.started': z.object({ ...conference }),
  /** It was locked or unlocked. */
  'conference.changed': z.object({ ...conference, locked: z.boolean() }),
  'conference.ordered': z.object({ conferenceId: Id, order: ConferenceOrder }),
  /** Somebody is being called for it. */
  'conference.participant_invited': z.object({ ...participant }),
  'conference.participant_joined': z.object({ ...participant }),
  'conference.participant_changed': z.object({
    ...participant,
    muted: z.boolean(),
    deaf: z.boolean(),
  }),
  'conference.participant_left': z.object({
    ...participant,
    reason: Participant.shape.reason.unwrap(),
  }),
  'conference.ended': z.object({
    ...conference,
    reason: z.enum(['empty', 'moderator_left', 'ended', 'interrupted']),
  }),
  'recording.started': z.object({ ...recording }),
  'recording.paused': z.object({ ...recording }),
  'recording.resumed': z.object({ ...recording }),
  /** Its file is whole and can be listened to. */
  'recording.ready': z.object({ ...recording, durationMs: z.number() }),
  'recording.failed': z.object({ ...recording }),
  'recording.deleted': z.object({ ...recording }),
  /** Somebody left a message. */
  'voicemail.received': z.object({ ...voicemail, ...callId, durationMs: z.number() }),
  /** What was said is there to be read. */
  'voicemail.transcribed': z.object({ ...voicemail }),
  /** It was marked as heard, or as new. */
  'voicemail.changed': z.object({ ...voicemail }),
  'voicemail.deleted': z.object({ ...voicemail }),
  /** A contact that is no call came. Calls say `call.started`. */
  'contact.created': z.object({
    ...contact,
    direction: z.enum(['inbound', 'outbound']),
    from: z.string(),
    subject: z.string(),
    numberId: Id.nullable(),
  }),
  'contact.queued': z.object({
    ...contact,
    ...queued,
    waitingSince: Timestamp,
    /** Whether it comes back to a place that it held. */
    again: z.boolean(),
    priority: z.number().int(),
    numberId: Id.nullable(),
    /** The queue's promise at this time. */
    withinMs: z.number().int(),
    shortAbandonMs: z.number().int(),
    /** Where there is nobody on the line: whoever is to be called back. */
    callbackId: Id.optional(),
  }),
  'contact.offered': z.object({
    ...contact,
    ...queued,
    agentId: Id,
    agentName: z.string(),
    expiresAt: Timestamp,
    /** Grows with each offer of the contact; a word about an older one is void. */
    offer: z.number().int(),
    callbackId: Id.optional(),
    /** Of an offer to everybody at once. */
    ringsAll: z.boolean().default(false),
  }),
  'contact.offer_ended': z.object({
    ...contact,
    ...queued,
    agentId: Id,
    outcome: z.enum(['accepted', 'rejected', 'missed', 'unreachable', 'withdrawn']),
    /** Why the agent turned it down, in their words. */
    reason: z.string().optional(),
  }),
  /** It has another place in its line: another priority, or before everybody else. */
  'contact.moved': z.object({ ...contact, ...queued, priority: z.number().int() }),
  /** It waits there no more, and why: the last word of each `contact.queued`. */
  'contact.left_queue': z.object({
    ...contact,
    ...queued,
    outcome: QueueOutcome,
    agentId: Id.nullable(),
    waitMs: z.number().int(),
  }),
  /** Whoever sees it is told where it goes on; the process that carries it takes it out of the queue. */
  'contact.overflow_due': z.object({
    ...contact,
    ...queued,
    outcome: QueueOutcome,
    /** Said first. */
    message: z.string().default(''),
  }),
  /** An agent has taken it. Calls say `call.connected`. */
  'contact.accepted': z.object({ ...contact, ...queued, agentId: Id, waitMs: z.number().int() }),
  /** It is over, its after-call work aside. Calls say `call.ended`. */
  'contact.ended': z.object({
    ...contact,
    queueId: Id.nullable(),
    agentId: Id.nullable(),
    outcome: ContactOutcome,
  }),
  /** An agent's after-call work is over, of calls as well. */
  'contact.wrapped_up': z.object({
    ...contact,
    queueId: Id.nullable(),
    agentId: Id,
    since: Timestamp,
    disposition: ChosenDisposition.nullable(),
  }),
  /** An agent takes the after-call time of a contact without a call once more. */
  'contact.wrap_up_extended': z.object({ ...contact, queueId: Id, agentId: Id, endsAt: Timestamp }),
  'agent.state_changed': z.object({
    agent: Agent,
    cause: StateCause,
    /** What it was before, and since when. */
    before: Agent.shape.state.optional(),
  }),
  'agent.profile_changed': z.object({ agentId: Id }),
  'agent.schedule_changed': z.object({ agentId: Id }),
  'skill.changed': z.object({ skillId: Id }),
  'team.changed': z.object({ teamId: Id }),
  'hours.changed': z.object({ hoursId: Id }),
  'queue.changed': z.object({ queueId: Id }),
  /** A link to the wallboard was made or revoked. */
  'wallboard_link.changed': z.object({ linkId: Id }),
  'call.noted': z.object({ ...callId, noteId: Id }),
  'customer.created': z.object({ customerId: Id }),
  'customer.updated': z.object({ customerId: Id }),
  'customer.deleted': z.object({ customerId: Id }),
  'secret.changed': z.object({ name: z.string() }),
  ...flowEvents,
  'prompt.changed': z.object({ promptId: Id }),
  /** How many messages of a box nobody has heard is another number than before. */
  'voicemail_box.waiting_changed': z.object({
    boxId: Id,
    queueId: Id.nullable(),
    agentId: Id.nullable(),
    unheard: z.number().int(),
  }),
  'voicemail_box.changed': z.object({ boxId: Id }),
  'trunk.changed': z.object({ trunkId: Id }),
  'trunk.health_changed': z.object({ trunkId: Id, health: TrunkHealth }),
  'number.changed': z.object({ numberId: Id }),
  'user.changed': z.object({ userId: Id }),
  'session.ended': z.object({ sessionId: Id, userId: Id }),
} as const

export type EventType = keyof typeof eventPayloads
export type EventPayload<T extends EventType> = z.infer<(typeof eventPayloads)[T]>

/** One thing that happened, as it is carried by the bus and streamed to browsers. */
export type IrisEvent = {
  [T in EventType]: { id: string; type: T; tenantId: string; at: string; payload: EventPayload<T> }
}[EventType]

export type EventOf<T extends EventType> = Extract<IrisEvent, { type: T }>

/** Where browsers listen: server-sent events (WHATWG HTML §9.2), one `IrisEvent` as JSON in each `data`. */
export const streamPath = '/v1/stream'
