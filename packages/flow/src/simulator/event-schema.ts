import { WaitOffer } from '@iris/contracts'
import { z } from 'zod'
import type { Value } from '../expressions/values.ts'
import type { FlowCommand, FlowEvent } from '../interpreter/step.ts'
import { Key } from '../kinds/settings.ts'

const commandKinds = [
  'say',
  'play',
  'gather',
  'enqueue',
  'callback',
  'voicemail',
  'record_call',
  'wait',
  'queue_status',
  'http_request',
  'send_mail',
  'emit_event',
  'note',
  'find_contact',
  'update_contact',
  'gather_entry',
  'dial',
  'conference',
  'transfer',
  'answer',
  'hang_up',
] as const satisfies readonly FlowCommand['kind'][]

const Count = z.number().int().min(0).max(1_000_000)

/** How a queue is. Times in seconds. */
export const Figures = z.strictObject({
  waiting: Count.default(0),
  longestWaitS: Count.default(0),
  expectedWaitS: Count.nullable().default(null),
  agentsAvailable: Count.default(1),
  agentsSignedIn: Count.default(1),
  opening: z.strictObject({ isOpen: z.boolean().default(true) }).default({ isOpen: true }),
})

const Json: z.ZodType<Value> = z.json()
const Short = z.string().max(500)

/** A customer, as a test case writes one; everything may be left out. */
export const Contact = z.strictObject({
  id: Short.default('contact-1'),
  name: Short.default(''),
  numbers: z.array(Short).max(20).readonly().default([]),
  emails: z.array(Short).max(20).readonly().default([]),
  language: Short.nullable().default(null),
  attributes: z.record(Short, z.union([z.string(), z.number(), z.boolean()])).default({}),
})

/** What can come of a command, as a test case writes it: the very events that the interpreter takes. */
export const Outcome = z.union([
  z.strictObject({ kind: z.literal('done'), of: z.enum(commandKinds) }),
  z.strictObject({ kind: z.literal('failed'), reason: z.string().max(500) }),
  z.strictObject({ kind: z.literal('gathered'), key: Key }),
  z.strictObject({ kind: z.literal('heard'), text: z.string().max(2000) }),
  z.strictObject({ kind: z.literal('no_input') }),
  z.strictObject({
    kind: z.literal('queue_left'),
    outcome: z.enum(['answered', 'timeout', 'full', 'closed', 'no_agents', 'failed']),
    reason: z.string().max(500).optional(),
  }),
  z.strictObject({
    kind: z.literal('queue_left'),
    outcome: z.literal('offer'),
    key: Key,
    action: WaitOffer.shape.action,
  }),
  z.strictObject({ kind: z.literal('callback_requested'), id: z.string().max(100) }),
  z.strictObject({ kind: z.literal('queue_figures'), figures: Figures }),
  z.strictObject({
    kind: z.literal('http_answered'),
    status: z.number().int().min(100).max(999).default(200),
    headers: z.record(z.string(), z.string()).default({}),
    body: Json.default(null),
  }),
  z.strictObject({ kind: z.literal('http_timeout'), reason: Short.default('No answer in time.') }),
  z.strictObject({ kind: z.literal('contact'), contact: Contact }),
  z.strictObject({ kind: z.literal('no_contact') }),
  z.strictObject({
    kind: z.literal('entered'),
    digits: z.string().regex(/^[0-9*#]{0,100}$/, 'Keys of a telephone.'),
    speech: z
      .strictObject({
        text: z.string().max(2000),
        confidence: z.number().min(0).max(1).nullable().default(null),
      })
      .exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('dialled'),
    outcome: z.enum(['answered', 'busy', 'no_answer', 'machine']),
  }),
  z.strictObject({ kind: z.literal('caller_hung_up') }),
]) satisfies z.ZodType<FlowEvent>
export type Outcome = z.infer<typeof Outcome>
