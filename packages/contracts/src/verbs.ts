import { z } from 'zod'
import { CallbackWish } from './callbacks.ts'
import { RelaxStep, SkillNeeds } from './channels.ts'
import { HangupCause } from './hangup-cause.ts'
import { Answerer } from './machine-detection.ts'
import { E164, Id, Name, PhoneKey } from './primitives.ts'
import { RecordCallAction } from './recordings.ts'
import { WaitOffer, WaitTreatment } from './wait-treatment.ts'

/** An address that is asked over HTTP: absolute, without a password in it. */
export const WebhookUrl = z
  .url({ protocol: /^https?$/, error: 'Write an address such as https://example.com/calls.' })
  .max(2000, 'At most 2000 characters.')
  .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'Leave user name and password out.')

const FinishKey = z.union([PhoneKey, z.literal('')]).default('#')
const Loop = z.number().int().min(1).max(100).default(1)
const actionUrl = { actionUrl: WebhookUrl.optional() }

export const Say = z.strictObject({
  kind: z.literal('say'),
  /** Plain text, or SSML in `<speak>`. */
  text: z.string().trim().min(1, 'Write what is to be said.').max(3000),
  /** A voice such as `polly:Joanna`; without it, the usual one for the language. */
  voice: z.string().min(1).max(100).optional(),
  /** Such as `en-us` or `de`. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}$/i, 'Write a language such as en-US.')
    .optional(),
  loop: Loop,
})

export const PlaySource = z.union(
  [z.strictObject({ prompt: z.string().min(1).max(80) }), z.strictObject({ url: WebhookUrl })],
  'Write {"prompt": name} or {"url": address}.',
)
export type PlaySource = z.infer<typeof PlaySource>

export const Play = z.strictObject({
  kind: z.literal('play'),
  /** One after another. */
  sources: z.array(PlaySource).min(1).max(20),
  loop: Loop,
  /** Where the first begins. */
  offsetMs: z.number().int().min(0).max(3_600_000).default(0),
})

/** What can be heard while keys are waited for. */
const Heard = z.discriminatedUnion('kind', [Say, Play])
export type HeardVerb = z.infer<typeof Heard>

const gather = z.strictObject({
  kind: z.literal('gather'),
  /** Heard first. */
  prompts: z.array(Heard).max(10).default([]),
  /** What counts: keys, words, or whichever comes first; from the first key on, keys alone. */
  input: z
    .array(z.enum(['digits', 'speech']))
    .min(1)
    .max(2)
    .default(['digits']),
  /** In which the caller speaks. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}$/i, 'Write a language such as en-US.')
    .default('en-US'),
  /** Words that may well be said. */
  hints: z
    .array(
      z
        .string()
        .regex(
          /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'&-]{0,39}$/u,
          'Write words, of at most 40 letters.',
        ),
    )
    .max(50)
    .default([]),
  /** Ends with so many. */
  maxDigits: z.number().int().min(1).max(32).default(1),
  /** Ends early, and is no part of the digits; empty for none. */
  finishOnKey: FinishKey,
  /** From the end of the prompts. */
  firstDigitTimeoutMs: z.number().int().min(100).max(120_000).default(5000),
  interDigitTimeoutMs: z.number().int().min(100).max(60_000).default(3000),
  /** Whether a key ends the prompts and counts; otherwise keys count once they have ended. */
  bargeIn: z.boolean().default(true),
  /**
   * Whether nobody but the address may know what it is: while it is entered nothing is recorded, whoever talks with the caller
   * does not hear it, and everything else has it masked.
   */
  sensitive: z.boolean().optional(),
  ...actionUrl,
})

export const Gather = gather.refine(
  ({ sensitive, actionUrl }) => sensitive !== true || actionUrl !== undefined,
  {
    path: ['actionUrl'],
    error: 'What is sensitive is told to this address alone: write one.',
  },
)

const Record = z.strictObject({
  kind: z.literal('record'),
  beep: z.boolean().default(true),
  maxMs: z.number().int().min(1000).max(3_600_000).default(120_000),
  /** Ends when nothing is said for so long. */
  silenceEndMs: z.number().int().min(1000).max(60_000).optional(),
  finishOnKey: FinishKey,
  ...actionUrl,
})

/** Records the call while the list goes on; see RecordCallAction. */
const RecordCall = z.strictObject({ kind: z.literal('record_call'), action: RecordCallAction })

/** The caller id that is shown: one of the tenant's numbers, or one that a trunk allows. */
const callerId = { callerId: E164.optional() }
const ringTimeout = { ringTimeoutMs: z.number().int().min(5000).max(120_000).default(30_000) }

/** Who can be called: a number outside, or the phone of an agent who is available. */
const DialTarget = z.union(
  [z.strictObject({ number: E164 }), z.strictObject({ agentId: Id })],
  'Write {"number"} or {"agentId"}.',
)

const Dial = z.strictObject({
  kind: z.literal('dial'),
  to: z.array(DialTarget).min(1).max(10),
  /** All at once, or one after another, until one takes the call. */
  strategy: z.enum(['simultaneous', 'in_turn']).default('in_turn'),
  /** For each of them. */
  ...ringTimeout,
  ...callerId,
  /** Said to whoever takes the call, before both hear each other. */
  whisper: Heard.optional(),
  /** What they are to press then, within 10 s, to get the call. */
  acceptOnKey: PhoneKey.optional(),
  /** Whether answering machines are not to have the call: whoever takes it is listened to first. */
  refuseMachines: z.boolean().default(false),
  /** Of the talk. */
  timeLimitMs: z.number().int().min(1000).max(86_400_000).default(14_400_000),
  ...actionUrl,
})

const enqueue = z.strictObject({
  kind: z.literal('enqueue'),
  queueId: Id,
  priority: z.number().int().min(0).max(100).default(0),
  /** Without it, for ever. */
  maxWaitMs: z.number().int().min(1000).max(86_400_000).optional(),
  /** In place of what the queue needs. */
  needs: SkillNeeds.min(1, 'Name a skill, or leave it out.').optional(),
  /** What is needed once the caller has waited so long, in place of what was needed before. */
  relax: z.array(RelaxStep).max(10, 'At most 10 steps.').optional(),
  /** Whom the caller is for. */
  agentId: Id.optional(),
  /** Afterwards anybody may have the caller; without it, only ever this agent. */
  agentWaitMs: z.number().int().min(1000).max(86_400_000).optional(),
  /** Without it, what the queue says. */
  treatment: WaitTreatment.optional(),
  ...actionUrl,
})

const Enqueue = enqueue
  .refine(({ needs, relax }) => relax === undefined || needs !== undefined, {
    path: ['relax'],
    error: 'Say in needs what is needed at first.',
  })
  .refine(({ agentId, agentWaitMs }) => agentWaitMs === undefined || agentId !== undefined, {
    path: ['agentWaitMs'],
    error: 'Say in agentId whom to wait for.',
  })

const CallbackVerb = z.strictObject({
  kind: z.literal('callback'),
  queueId: Id,
  ...CallbackWish.shape,
  ...actionUrl,
})

const ConferenceVerb = z.strictObject({
  kind: z.literal('conference'),
  /** The same name is the same conference, whatever its case. */
  name: Name,
  muted: z.boolean().default(false),
  /** Hears nobody. */
  deaf: z.boolean().default(false),
  moderator: z.boolean().default(false),
  /** Music until a moderator is in. A rule of the conference: whoever comes first sets it, and the three at the end. */
  startWithModerator: z.boolean().default(false),
  /** Ends when the last moderator leaves. */
  endWithModerator: z.boolean().default(false),
  maxMembers: z.number().int().min(2).max(50).default(50),
  /** A tone when somebody comes or goes. */
  tones: z.boolean().default(false),
  /** Whoever comes is told how many are in. */
  announceCount: z.boolean().default(false),
  ...actionUrl,
})

const TransferTo = z.union(
  [
    z.strictObject({ queueId: Id }),
    z.strictObject({ flowId: Id }),
    z.strictObject({ number: E164 }),
    z.strictObject({ agentId: Id }),
  ],
  'Write {"queueId"}, {"flowId"}, {"number"} or {"agentId"}.',
)

/** Why a call that rings is not taken: each is told as the SIP status that stands for it. */
const rejectCauses = [
  'CALL_REJECTED',
  'USER_BUSY',
  'NO_ANSWER',
  'UNALLOCATED_NUMBER',
  'NUMBER_CHANGED',
  'INVALID_NUMBER_FORMAT',
  'INCOMING_CALL_BARRED',
  'DESTINATION_OUT_OF_ORDER',
  'SERVICE_UNAVAILABLE',
  'UNWANTED',
] as const
export const hangupWith = ['NORMAL_CLEARING', 'NORMAL_TEMPORARY_FAILURE', ...rejectCauses] as const
export type HangupWith = (typeof hangupWith)[number]

export const SendDigits = z.strictObject({
  kind: z.literal('send_digits'),
  digits: z.string().regex(/^[0-9A-D*#]{1,64}$/, 'Write keys: 0 to 9, A to D, * and #.'),
})

/** One step of what is done with a call. Whatever needs the call answered answers it. */
export const Verb = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer') }),
  /** Lets it ring on for so long. Passed over once the call is answered. */
  z.strictObject({ kind: z.literal('ring'), ms: z.number().int().min(100).max(120_000) }),
  /** Ends a call that was not answered; one that was is hung up. */
  z.strictObject({
    kind: z.literal('reject'),
    cause: z.enum(rejectCauses).default('CALL_REJECTED'),
  }),
  Say,
  Play,
  z.strictObject({ kind: z.literal('pause'), ms: z.number().int().min(1).max(3_600_000) }),
  Gather,
  Record,
  RecordCall,
  Dial,
  Enqueue,
  /** Has an agent of the queue call the caller back, in the place that was given up for it. */
  CallbackVerb,
  ConferenceVerb,
  /** Gives the call away; what follows in the list is not done. */
  z.strictObject({ kind: z.literal('transfer'), to: TransferTo, ...ringTimeout, ...callerId }),
  /** Sends keys to the other side. */
  SendDigits,
  /** Goes on with the list that the address answers with. */
  z.strictObject({ kind: z.literal('redirect'), url: WebhookUrl }),
  z.strictObject({
    kind: z.literal('hangup'),
    cause: z.enum(hangupWith).default('NORMAL_CLEARING'),
  }),
])
export type Verb = z.infer<typeof Verb>
export type VerbOf<Kind extends Verb['kind']> = Extract<Verb, { kind: Kind }>

/** The most characters of JSON that a list may be. */
const mostCharacters = 65_536

export const VerbList = z
  .array(Verb)
  .max(100, 'At most 100 verbs.')
  .refine((list) => JSON.stringify(list).length <= mostCharacters, 'At most 64 kB of verbs.')
export type VerbList = z.infer<typeof VerbList>

/** What a webhook answers with: the list, by itself or as `verbs`. */
export const VerbAnswer = z.preprocess(
  (answer) =>
    typeof answer === 'object' && answer !== null && 'verbs' in answer ? answer.verbs : answer,
  VerbList,
)

/** What a call does: a list, or that which an address answers with. */
export const Programme = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verbs'), verbs: VerbList }),
  z.object({
    kind: z.literal('url'),
    url: WebhookUrl,
    /** Asked where the first, or a later one, gives no usable answer. */
    fallbackUrl: WebhookUrl.nullable(),
  }),
])
export type Programme = z.infer<typeof Programme>

/** The ways to say what a call does, of which one is given. */
export const Leading = z.object({
  /** A flow that is published. */
  flowId: Id.optional(),
  /** Needs the permission calls:program, as `url` does. */
  verbs: VerbList.optional(),
  url: WebhookUrl.optional(),
  /** Asked where `url`, or an address after it, gives no usable answer. */
  fallbackUrl: WebhookUrl.optional(),
})
export type Leading = z.infer<typeof Leading>

/** How many ways to say what a call does were given. */
export function waysGiven({ flowId, verbs, url }: Leading): number {
  return [flowId, verbs, url].filter((way) => way !== undefined).length
}

/** The programme that was given, where it was no flow. */
export function programmeOf({ verbs, url, fallbackUrl }: Leading): Programme | undefined {
  if (verbs !== undefined) return { kind: 'verbs', verbs }
  return url === undefined ? undefined : { kind: 'url', url, fallbackUrl: fallbackUrl ?? null }
}

/** What came of a verb that has a result. */
export const VerbResult = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('gather'),
    outcome: z.enum(['digits', 'speech', 'timeout', 'failed']),
    /** Those before the time was over, too. */
    digits: z.string(),
    /** `digits` are masked, as • each, and `speech` is left out, but for the address that asked. */
    sensitive: z.literal(true).optional(),
    /** What was said; `confidence` from 0 to 1, where the recogniser says it. */
    speech: z.object({ text: z.string(), confidence: z.number().nullable() }).optional(),
  }),
  z.object({
    verb: z.literal('record'),
    outcome: z.enum(['recorded', 'failed']),
    /** `null` where it could not begin. */
    recordingId: Id.nullable(),
    durationMs: z.number().int(),
  }),
  z.object({
    verb: z.literal('dial'),
    outcome: z.enum(['answered', 'failed']),
    /** Why the talk ended, or why there was none. */
    cause: HangupCause,
    answeredBy: DialTarget.nullable(),
    talkMs: z.number().int(),
  }),
  z.object({
    verb: z.literal('enqueue'),
    /**
     * `answered` once the talk with the agent has ended and the caller is still there; `offer` by a key of the treatment;
     * `full`, `closed` or `no_agents` where the queue takes nobody and says to return them.
     */
    outcome: z.enum(['answered', 'timeout', 'full', 'closed', 'no_agents', 'failed', 'offer']),
    /** Why it failed, in words, where that is known. */
    reason: z.string().optional(),
    /** Of an offer: which was taken. */
    offer: WaitOffer.pick({ key: true, action: true }).optional(),
  }),
  z.object({
    verb: z.literal('callback'),
    outcome: z.enum(['requested', 'failed']),
    callbackId: Id.nullable(),
  }),
  z.object({
    verb: z.literal('conference'),
    /** `left`: what the call does was replaced. `removed`: by somebody. `refused`: it is locked or full. */
    outcome: z.enum(['left', 'removed', 'ended', 'refused', 'failed']),
    conferenceId: Id.nullable(),
  }),
])
export type VerbResult = z.infer<typeof VerbResult>

/** What a webhook is asked: a POST with this as JSON, signed (Standard Webhooks). */
export const CallWebhook = z.object({
  /** Why: the call came or was taken, a verb has its result, or a `redirect`. */
  reason: z.enum(['started', 'result', 'redirect']),
  call: z.object({
    id: Id,
    direction: z.enum(['inbound', 'outbound']),
    from: z.string(),
    to: z.string(),
    answered: z.boolean(),
    /** Where it was to be found out who answers. */
    answeredBy: Answerer.nullable(),
  }),
  /** That of the last verb that had one. */
  result: VerbResult.nullable(),
  /** Where the fallback is asked: what was wrong with the answer before. */
  failure: z.string().nullable(),
})
export type CallWebhook = z.infer<typeof CallWebhook>
