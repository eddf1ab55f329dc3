import { z } from 'zod'
import { Name, TimeZone } from './primitives.ts'
import { RecordCallAction } from './recordings.ts'

/** A node's id within its document. */
const NodeId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Small letters, digits, - and _; at most 40.')

/** Where an exit leads. An exit with no target is unwired, which the validator reports. */
const Exit = NodeId.nullable()

/** A variable's name, as in `{{ caller.name }}`. */
const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.')

const Milliseconds = z.number().int().min(0).max(600_000)

/** Text to be spoken; `{{ name }}` is replaced by the variable of that name. */
const Spoken = z
  .string()
  .trim()
  .min(1, 'Write what is to be said.')
  .max(2000, 'At most 2000 characters.')

const Voice = z.string().max(40).optional()

const node = <Kind extends string, Shape extends z.ZodRawShape, Exits extends z.ZodRawShape>(
  kind: Kind,
  shape: Shape,
  exits: Exits,
) =>
  z.object({
    kind: z.literal(kind),
    label: Name.optional(),
    position: z.object({ x: z.number(), y: z.number() }).optional(),
    ...shape,
    exits: z.object(exits),
  })

const StartNode = node('start', {}, { next: Exit })

const SayNode = node('say', { text: Spoken, voice: Voice }, { next: Exit, error: Exit })

const PlayNode = node(
  'play',
  {
    /** A prompt of the tenant's, by name. */
    prompt: z.string().min(1, 'Choose a prompt.').max(80),
  },
  { next: Exit, error: Exit },
)

/** A word or two that a caller may say, as recognisers take hints. */
const SpokenWord = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'&-]*$/u, 'Letters and digits, as one says them.')
  .max(40, 'At most 40 characters.')

const MenuNode = node(
  'menu',
  {
    text: Spoken,
    voice: Voice,
    /** The keys callers may press, each with what it means; the exit has the key's name. */
    choices: z
      .array(
        z.object({
          key: z.string().regex(/^[0-9*#]$/, 'One key: 0 to 9, * or #.'),
          label: Name,
          /** What callers may say instead, where speech is understood. */
          words: z.array(SpokenWord).max(10, 'At most 10 words.').optional(),
        }),
      )
      .min(1, 'Offer at least one key.')
      .max(12),
    /** What callers speak, as BCP 47; English of the United States unless told. */
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, 'Write a language such as en-US or de.')
      .optional(),
    /** How long to wait for a key, or a word, once the text has ended. */
    noInputMs: Milliseconds.default(5000),
    /** How often the text is said in all before the caller leaves by `no_input` or `no_match`. */
    tries: z.number().int().min(1).max(9).default(3),
    /** Whether a key pressed, or a word said, while the text is being said counts. */
    bargeIn: z.boolean().default(true),
    /** Whether nobody may know what is chosen: it is not recorded meanwhile, nor kept as a variable or in the call's path. */
    sensitive: z.boolean().optional(),
  },
  { no_input: Exit, no_match: Exit, error: Exit },
).extend({
  exits: z.object({ no_input: Exit, no_match: Exit, error: Exit }).catchall(Exit).meta({
    description:
      'no_input, no_match, error, and one exit per key as key_1 … key_9, key_0, key_star, key_pound',
  }),
})

const EnqueueNode = node(
  'enqueue',
  {
    queueId: z.uuid('Choose a queue.'),
    /** 0 is ordinary; a higher one is answered first. */
    priority: z.number().int().min(0).max(9).default(0),
    /** After how long the caller leaves by `timeout`; `null` waits for ever. */
    maxWaitMs: z.number().int().min(1000).max(86_400_000).nullable().default(null),
  },
  { answered: Exit, timeout: Exit, error: Exit },
)

/** Takes a message. With `left` unwired the call ends after it. */
const VoicemailNode = node(
  'voicemail',
  { boxId: z.uuid('Choose a voicemail box.') },
  { left: Exit, error: Exit },
)

/** Whether the call is recorded from here on. It takes no time, but for an announcement or a beep where the rules want one. */
const RecordCallNode = node(
  'record_call',
  {
    action: RecordCallAction,
  },
  { next: Exit, error: Exit },
)

const Minutes = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Write a time such as 09:00.')

const HoursNode = node(
  'hours',
  {
    timeZone: TimeZone,
    /**
     * Opening times by weekday, 1 Monday to 7 Sunday (ISO 8601); `to` is exclusive. With `to` before `from` (22:00 to
     * 06:00) they run past midnight, and `days` are those they begin on. A whole day is 00:00 to 24:00.
     */
    open: z
      .array(
        z.object({
          days: z.array(z.number().int().min(1).max(7)).min(1),
          from: Minutes,
          to: Minutes,
        }),
      )
      .max(50),
    /** Whole days that are closed whatever the weekday, as YYYY-MM-DD in the time zone. */
    closedOn: z.array(z.iso.date()).max(400).default([]),
  },
  { open: Exit, closed: Exit },
)

const SetNode = node(
  'set',
  {
    /** Values may hold `{{ name }}`; they are worked out in order. */
    assign: z
      .array(z.object({ variable: VariableName, value: z.string().max(2000) }))
      .min(1)
      .max(50),
  },
  { next: Exit },
)

export const Comparison = z.enum([
  'equals',
  'not_equals',
  'contains',
  'starts_with',
  'greater',
  'less',
  'is_empty',
])

const BranchNode = node(
  'branch',
  {
    /** Tried in order; the first that holds is left by its exit `case_1`, `case_2` … */
    cases: z
      .array(
        z.object({
          left: z.string().max(2000),
          is: Comparison,
          right: z.string().max(2000).default(''),
        }),
      )
      .min(1)
      .max(20),
  },
  { otherwise: Exit },
).extend({ exits: z.object({ otherwise: Exit }).catchall(Exit) })

const HangUpNode = node('hang_up', {}, {})

export const FlowNode = z.discriminatedUnion('kind', [
  StartNode,
  SayNode,
  PlayNode,
  MenuNode,
  EnqueueNode,
  VoicemailNode,
  RecordCallNode,
  HoursNode,
  SetNode,
  BranchNode,
  HangUpNode,
])
export type FlowNode = z.infer<typeof FlowNode>

/** What answers a number: a graph of nodes whose exits name the next. Stored whole, by version. */
export const FlowDocument = z.object({
  schema: z.literal(1),
  nodes: z.record(NodeId, FlowNode),
})
export type FlowDocument = z.infer<typeof FlowDocument>
