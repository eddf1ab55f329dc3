import { z } from 'zod'
import { Channel } from './channels.ts'
import { Opening } from './hours.ts'
import {
  Announcements,
  CallbackRules,
  QueueLimits,
  QueueRouting,
  QueueWrapUp,
  ServiceLevel,
} from './queue-settings.ts'
import { RecordingRule, RetentionDays } from './recordings.ts'
import { Id, listOf, Name, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Where contacts wait for an agent. */
export const Queue = z.object({
  id: Id,
  name: Name,
  /** How long an agent is rung before the contact goes on to the next. */
  ringTimeoutMs: z.number().int().min(3000).max(120_000),
  /** Time for after-call work; 0 for none. */
  wrapUpMs: z.number().int().min(0).max(600_000),
  /** How often callers are told their place; 0 for never. */
  announceEveryMs: z.number().int().min(0).max(600_000),
  record: RecordingRule,
  /** Days its recordings are kept; `null` for what the centre's policy says. */
  recordingRetentionDays: RetentionDays.nullable(),
  /**
   * What callers hear while they wait or are on hold, one after another: ids of prompts, or the name of one that every centre
   * has. None: the centre's own music.
   */
  music: z.array(z.string().min(1).max(80)).max(10, 'At most 10 pieces.'),
  routing: QueueRouting,
  serviceLevel: ServiceLevel,
  limits: QueueLimits,
  announcements: Announcements,
  callbacks: CallbackRules,
  wrapUp: QueueWrapUp,
  /** Open when any of these is; without any, always. */
  hoursIds: z.array(Id).max(10, 'At most 10.'),
  agentIds: z.array(Id),
  /** As of now. */
  opening: Opening,
  /** Closed by hand, whatever the hours say; `null` where it is not. */
  emergency: z.object({ since: Timestamp, by: z.string(), message: z.string() }).nullable(),
  createdAt: Timestamp,
})
export type Queue = z.infer<typeof Queue>

/** One contact that waits. */
export const WaitingContact = z.object({
  contactId: Id,
  channel: Channel,
  from: PhoneNumber,
  /** Of a contact without a leg: whoever is to be called back. */
  callbackId: Id.nullable(),
  /** 1 is next. */
  place: z.number().int().min(1),
  priority: z.number().int(),
  waitingSince: Timestamp,
  /** Whom it is offered to right now. */
  offeredTo: z.object({ id: Id, name: z.string() }).nullable(),
})
export type WaitingContact = z.infer<typeof WaitingContact>

/** How wrong expected waits were of those who had to wait for an agent to come free. */
export const ExpectedWaitError = z.object({
  meanAbsoluteS: z.number().int(),
  /** The share that waited as long as the range says: it should be 0.9. */
  coverage: z.number(),
  /** How many it has been; the last thousand or so weigh most. */
  of: z.number().int(),
})
export type ExpectedWaitError = z.infer<typeof ExpectedWaitError>

/** How it looks in a queue, at most a second ago. */
export const QueueStatus = z.object({
  /** Callers on the line. */
  waiting: z.number().int(),
  /** Those who are to be called back, in the same line. */
  callbacks: z.number().int(),
  /** Of those on the line; 0 where nobody waits. */
  longestWaitS: z.number().int(),
  /** How long whoever came now would wait, on average; `null` where nobody can know: no agent is there, or nothing was handled for a day. */
  expectedWaitS: z.number().int().nullable(),
  /** Nine of ten will wait between these, in seconds; `null` until enough have waited to know that it holds. */
  expectedWaitRangeS: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** `null` until enough have waited. */
  expectedWaitError: ExpectedWaitError.nullable(),
  agentsAvailable: z.number().int(),
  /** Talking, on a break or available: everybody but those who are offline. */
  agentsSignedIn: z.number().int(),
  opening: Opening,
})
export type QueueStatus = z.infer<typeof QueueStatus>

const tag = 'Queues'
const params = z.object({ id: Id })
const changeable = Queue.pick({
  name: true,
  ringTimeoutMs: true,
  wrapUpMs: true,
  announceEveryMs: true,
  record: true,
  recordingRetentionDays: true,
  music: true,
  routing: true,
  serviceLevel: true,
  limits: true,
  announcements: true,
  callbacks: true,
  wrapUp: true,
  hoursIds: true,
})

export const queueRoutes = {
  listQueues: route({
    method: 'GET',
    path: '/v1/queues',
    summary: 'List queues',
    tag,
    access: ['queues:read'],
    response: listOf(Queue),
  }),
  createQueue: route({
    method: 'POST',
    path: '/v1/queues',
    summary: 'Make a queue',
    tag,
    access: ['queues:write'],
    body: z.object({
      name: Name,
      ringTimeoutMs: changeable.shape.ringTimeoutMs.default(20_000),
      wrapUpMs: changeable.shape.wrapUpMs.default(30_000),
      announceEveryMs: changeable.shape.announceEveryMs.default(30_000),
      record: changeable.shape.record.default('off'),
      recordingRetentionDays: changeable.shape.recordingRetentionDays.default(null),
      music: changeable.shape.music.default([]),
      routing: QueueRouting.prefault({}),
      serviceLevel: ServiceLevel.prefault({}),
      limits: QueueLimits.prefault({}),
      announcements: Announcements.prefault({}),
      callbacks: CallbackRules.prefault({}),
      wrapUp: QueueWrapUp.prefault({}),
      hoursIds: changeable.shape.hoursIds.default([]),
    }),
    response: Queue,
    status: 201,
    errors: ['already_exists'],
  }),
  updateQueue: route({
    method: 'PATCH',
    path: '/v1/queues/{id}',
    summary: 'Change a queue',
    tag,
    access: ['queues:write'],
    params,
    body: changeable.partial(),
    response: Queue,
    errors: ['already_exists'],
  }),
  setQueueAgents: route({
    method: 'PUT',
    path: '/v1/queues/{id}/agents',
    summary: 'Say which agents answer the queue',
    tag,
    access: ['queues:write'],
    params,
    body: z.object({ agentIds: z.array(Id).max(5000) }),
    response: Queue,
  }),
  closeQueue: route({
    method: 'POST',
    path: '/v1/queues/{id}/emergency',
    summary: 'Close a queue at once, for whoever comes and whoever waits',
    tag,
    access: ['queues:write'],
    params,
    /** `message` is said to callers before what the overflow for `closed` does with them. */
    body: z.object({ message: z.string().trim().max(500).default('') }),
    response: Queue,
  }),
  reopenQueue: route({
    method: 'DELETE',
    path: '/v1/queues/{id}/emergency',
    summary: 'End the closing by hand',
    tag,
    access: ['queues:write'],
    params,
    response: Queue,
  }),
  deleteQueue: route({
    method: 'DELETE',
    path: '/v1/queues/{id}',
    summary:
      'Delete a queue no published flow leads to; whoever waits goes on as its overflow for closed says, if `force` is set',
    tag,
    access: ['queues:write'],
    params,
    query: z.object({ force: z.stringbool().default(false) }),
    errors: ['in_use'],
  }),
  listWaiting: route({
    method: 'GET',
    path: '/v1/queues/{id}/waiting',
    summary: 'List who waits, next first',
    tag,
    access: ['queues:read'],
    params,
    response: listOf(WaitingContact),
  }),
  removeWaiting: route({
    method: 'DELETE',
    path: '/v1/queues/{id}/waiting/{contactId}',
    summary: 'Send somebody who waits on as the overflow for a too long wait says',
    tag,
    access: ['queues:write'],
    params: z.object({ id: Id, contactId: Id }),
    errors: ['conflict'],
  }),
  raiseWaiting: route({
    method: 'PATCH',
    path: '/v1/queues/{id}/waiting/{contactId}',
    summary: 'Give somebody who waits another priority, or put them before everybody else',
    tag,
    access: ['queues:write'],
    params: z.object({ id: Id, contactId: Id }),
    body: z.object({
      priority: z.number().int().min(0).max(100).optional(),
      first: z.boolean().optional(),
    }),
    errors: ['conflict'],
  }),
  queueStatus: route({
    method: 'GET',
    path: '/v1/queues/{id}/status',
    summary: 'Read how it looks in a queue',
    tag,
    access: ['queues:read'],
    params,
    response: QueueStatus,
  }),
}
