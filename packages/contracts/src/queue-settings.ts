import { z } from 'zod'
import { Channel, RelaxStep, SkillNeeds } from './channels.ts'
import { Dispositions } from './dispositions.ts'
import { DialledNumber, Id, PhoneKey } from './primitives.ts'

/** Who of those who are free and fit gets a contact. Ties go to whoever has been idle longest, then by id. */
export const RoutingMethod = z.enum([
  /** Whoever has been idle longest. */
  'longest_idle',
  /** Whose last contact from this queue was longest ago. */
  'round_robin',
  /** Who has the smallest share of their points in use, then was busy least of the last hour. */
  'least_occupied',
  /** Whose levels of the needed skills are highest in sum. */
  'best_skill',
  /** Everybody at once; the first to accept has it. */
  'ring_all',
])
export type RoutingMethod = z.infer<typeof RoutingMethod>

/** What happens to a contact that cannot wait here, or not any longer. */
export const Overflow = z.discriminatedUnion('kind', [
  /** It goes on as whoever put it here says: a flow by the exit of that name, a list of verbs with the next verb. */
  z.object({ kind: z.literal('return') }),
  /** It waits in another queue, since when it came to this one. */
  z.object({ kind: z.literal('queue'), queueId: Id }),
  z.object({ kind: z.literal('voicemail'), boxId: Id }),
  /** The caller is called back, in the place they had. */
  z.object({ kind: z.literal('callback') }),
  z.object({ kind: z.literal('flow'), flowId: Id }),
  z.object({ kind: z.literal('hangup'), sayText: z.string().trim().max(500).default('') }),
])
export type Overflow = z.infer<typeof Overflow>

/** Why a contact cannot wait in a queue, or no longer. */
export const OverflowCause = z.enum(['full', 'max_wait', 'no_agents', 'closed'])
export type OverflowCause = z.infer<typeof OverflowCause>

export const Overflows = z.object({
  full: Overflow.default({ kind: 'return' }),
  max_wait: Overflow.default({ kind: 'return' }),
  /** `null`: contacts wait even if no agent is there. */
  no_agents: Overflow.nullable().default(null),
  closed: Overflow.default({ kind: 'return' }),
})
export type Overflows = z.infer<typeof Overflows>

/** After-call work. */
export const WrapUpMode = z.enum([
  'off',
  /** The agent may leave it at any time, and does when `wrapUpMs` has passed. */
  'optional',
  /** Until the agent ends it. */
  'mandatory',
  /** Until the agent ends it, at latest when `wrapUpMs` has passed; extendable once. */
  'mandatory_timed',
])
export type WrapUpMode = z.infer<typeof WrapUpMode>

/** Say when: above, below, or always (`null`). */
const Bound = z.number().int().min(0).max(86_400).nullable()

/** What callers are told while they wait. */
export const Announcements = z.object({
  position: z.boolean().default(true),
  /** The place is told only while it is at most that. */
  positionUpTo: Bound.default(null),
  expectedWait: z.boolean().default(false),
  /** In seconds: the wait is told only where it is at least, or at most, that. */
  expectedWaitFromS: Bound.default(null),
  expectedWaitUpToS: Bound.default(null),
  /** A message, after the place, each time. */
  text: z.string().trim().max(500).default(''),
})
export type Announcements = z.infer<typeof Announcements>

/** Callers may give up their place for a call, by a key. */
export const CallbackOffer = z.object({
  key: PhoneKey,
  /** From this wait on, in seconds. */
  afterS: z.number().int().min(0).max(3600).default(60),
})

/** How people are called back from a queue. */
export const CallbackRules = z.object({
  offer: CallbackOffer.nullable().default(null),
  attempts: z.number().int().min(1).max(10).default(3),
  retryAfterMs: z.number().int().min(1000).max(86_400_000).default(300_000),
  /** Whose telephone rings first: `agent` for nobody to wait, `customer` for agents to talk at once. */
  first: z.enum(['agent', 'customer']).default('agent'),
  /** What is shown to them; without it, what they had called. */
  callerId: DialledNumber.nullable().default(null),
})
export type CallbackRules = z.infer<typeof CallbackRules>

/** How contacts of a queue come to agents. */
export const QueueRouting = z.object({
  method: RoutingMethod.default('longest_idle'),
  channels: z.array(Channel).min(1, 'Choose a channel.').default(['voice', 'chat', 'sms', 'mail']),
  /** Of contacts that say nothing else; 0 is ordinary, a higher one is answered first. */
  priority: z.number().int().min(0).max(100).default(0),
  /** Points of priority that a contact gains for each minute of waiting. */
  agingPerMinute: z.number().min(0).max(100).default(0),
  needs: SkillNeeds.default([]),
  /** From the earliest on. */
  relax: z.array(RelaxStep).max(10, 'At most 10 steps.').default([]),
  /** For so long a contact waits for the agent whom the same person spoke with last; 0 for not at all. */
  stickyMs: z.number().int().min(0).max(600_000).default(0),
})
export type QueueRouting = z.infer<typeof QueueRouting>

/** What a queue promises, and what its figures leave out. */
export const ServiceLevel = z.object({
  /** Answered within so long counts. */
  withinMs: z
    .number()
    .int()
    .min(1000)
    .max(7 * 86_400_000)
    .default(20_000),
  /** Of a hundred contacts, so many should be. */
  targetPercent: z.number().min(1).max(100).default(80),
  /** Who hangs up earlier than that is left out. */
  shortAbandonMs: z.number().int().min(0).max(600_000).default(5000),
})
export type ServiceLevel = z.infer<typeof ServiceLevel>

/** How much may wait, and what becomes of the rest. */
export const QueueLimits = z.object({
  maxWaiting: z.number().int().min(0).max(100_000).nullable().default(null),
  maxWaitMs: z
    .number()
    .int()
    .min(1000)
    .max(30 * 86_400_000)
    .nullable()
    .default(null),
  overflow: Overflows.default({
    full: { kind: 'return' },
    max_wait: { kind: 'return' },
    no_agents: null,
    closed: { kind: 'return' },
  }),
})
export type QueueLimits = z.infer<typeof QueueLimits>

export const QueueWrapUp = z.object({
  mode: WrapUpMode.default('mandatory_timed'),
  dispositions: Dispositions.default([]),
  /** Whether after-call work can end without one. */
  dispositionRequired: z.boolean().default(false),
})
export type QueueWrapUp = z.infer<typeof QueueWrapUp>
