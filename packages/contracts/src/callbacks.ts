import { z } from 'zod'
import { DialledNumber, Id, listOf, PhoneNumber, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** How an attempt ended, or why there will be none: the agent hung up first, the time for it was over, somebody cancelled it. */
export const CallbackOutcome = z.enum([
  'answered',
  'busy',
  'no_answer',
  'unreachable',
  'agent_left',
  'interrupted',
  'expired',
  'cancelled',
])
export type CallbackOutcome = z.infer<typeof CallbackOutcome>

/** Somebody who is to be called back by an agent, in the place they had in the line. */
export const Callback = z.object({
  id: Id,
  queue: z.object({ id: Id, name: z.string() }),
  number: PhoneNumber,
  callerName: z.string(),
  /** The call in which it was asked for. */
  fromCallId: Id.nullable(),
  /** The call that is being made, or was made last. */
  callId: Id.nullable(),
  priority: z.number().int(),
  /** Since when they wait: since before they left the line. */
  waitingSince: Timestamp,
  state: z.enum(['waiting', 'offered', 'dialling', 'done', 'failed', 'cancelled']),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  /** When an agent may be asked next; in the past while it stands in the line. */
  nextAttemptAt: Timestamp,
  /** After that nobody is called any more. */
  expiresAt: Timestamp.nullable(),
  /** Whose it is to make; `null` for anybody of the queue. */
  agent: z.object({ id: Id, name: z.string() }).nullable(),
  note: z.string(),
  /** Of the last attempt. */
  outcome: CallbackOutcome.nullable(),
  requestedAt: Timestamp,
  endedAt: Timestamp.nullable(),
})
export type Callback = z.infer<typeof Callback>

/** How somebody wants to be called back. */
export const CallbackWish = z.object({
  /** As people of the tenant's country dial it; without it, the caller's own. */
  number: DialledNumber.optional(),
  /** What the agent is told of who it is. */
  name: z.string().trim().max(80).default(''),
  /** Of whoever gave up no place in the queue. */
  priority: z.number().int().min(0).max(100).default(0),
  /** As the queue's rules have it, where nothing is said. */
  attempts: z.number().int().min(1).max(10).optional(),
  /** From the end of one attempt until the next agent may be asked; else as the queue's rules have it. */
  retryAfterMs: z.number().int().min(1000).max(86_400_000).optional(),
  /** Nobody is called later than that, from now; without it, no attempt is too late. */
  withinMs: z
    .number()
    .int()
    .min(60_000)
    .max(30 * 86_400_000)
    .optional(),
})
export type CallbackWish = z.infer<typeof CallbackWish>

const tag = 'Callbacks'

export const callbackRoutes = {
  createCallback: route({
    method: 'POST',
    path: '/v1/callbacks',
    summary: 'Plan a callback: to a queue, or to one agent of it, now or at a time',
    tag,
    access: ['queues:write', 'phone:use'],
    body: z.object({
      queueId: Id,
      number: DialledNumber,
      name: z.string().trim().max(80).default(''),
      /** Only this agent makes it; agents may name only themselves. */
      agentId: Id.optional(),
      /** Not before. */
      dueAt: Timestamp.optional(),
      note: z.string().trim().max(500).default(''),
    }),
    response: Callback,
    status: 201,
    errors: ['conflict'],
  }),
  myCallbacks: route({
    method: 'GET',
    path: '/v1/me/callbacks',
    summary: 'List callbacks that are yours to make, next first',
    tag,
    access: ['phone:use'],
    response: listOf(Callback),
  }),
  listCallbacks: route({
    method: 'GET',
    path: '/v1/callbacks',
    summary:
      'List who is to be called back, next first, or those that are over, newest first; at most 500',
    tag,
    access: ['queues:read'],
    query: z.object({
      queueId: Id.optional(),
      state: z.enum(['open', 'over']).default('open'),
    }),
    response: listOf(Callback),
  }),
  cancelCallback: route({
    method: 'DELETE',
    path: '/v1/callbacks/{id}',
    summary: 'Call somebody back no more',
    tag,
    access: ['queues:write'],
    params: z.object({ id: Id }),
    errors: ['conflict'],
  }),
}
