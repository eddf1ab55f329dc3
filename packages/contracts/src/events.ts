import { z } from 'zod'
import { Agent } from './agents.ts'
import { CallStep, HangupCause } from './calls.ts'
import { Id, Timestamp } from './primitives.ts'

const callId = { callId: Id }

/**
 * Everything that can happen, by type. A payload names what changed by id and carries what a reader would otherwise
 * have to ask for. Events are written in the same transaction as the change, and may be delivered more than once.
 */
export const eventPayloads = {
  'call.started': z.object({ ...callId, from: z.string(), number: z.string(), numberId: Id }),
  'call.answered': z.object({ ...callId }),
  'call.step_entered': z.object({ ...callId, step: CallStep }),
  'call.queued': z.object({ ...callId, queueId: Id, waitingSince: Timestamp }),
  'call.offered': z.object({
    ...callId,
    queueId: Id,
    agentId: Id,
    agentName: z.string(),
    expiresAt: Timestamp,
  }),
  'call.offer_ended': z.object({
    ...callId,
    queueId: Id,
    agentId: Id,
    outcome: z.enum(['accepted', 'rejected', 'missed', 'unreachable', 'withdrawn']),
  }),
  'call.connected': z.object({ ...callId, queueId: Id, agentId: Id, waitMs: z.number() }),
  'call.agent_lost': z.object({ ...callId, agentId: Id }),
  'call.ended': z.object({
    ...callId,
    queueId: Id.nullable(),
    agentId: Id.nullable(),
    cause: HangupCause,
    talkMs: z.number(),
  }),
  'agent.state_changed': z.object({ agent: Agent }),
  'queue.changed': z.object({ queueId: Id }),
  'flow.published': z.object({ flowId: Id, version: z.number().int() }),
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
