import { BlockId, TimeZone } from '@iris/contracts'
import { z } from 'zod'
import { offsetAt } from '../calendar/wall-clock.ts'
import { instantOf as readInstant } from '../expressions/functions/iso-time.ts'
import { HangUpCause, rejectCauses } from '../kinds/end/end-cause.ts'
import { Key, VariableName } from '../kinds/settings.ts'
import { Figures, Outcome } from './event-schema.ts'

const Short = z.string().max(200)
const Ms = z
  .number()
  .int()
  .min(0)
  .max(31 * 86_400_000)
const values = z
  .record(z.string().max(60), z.json())
  .refine((all) => Object.keys(all).length <= 100, 'At most 100 variables.')

/** An instant, or what the clocks of a place show. */
const Instant = z.union(
  [
    z.string().refine((written) => readInstant(written) !== undefined),
    z.strictObject({
      local: z.string().refine((written) => readInstant(`${written}Z`) !== undefined),
      timeZone: TimeZone,
    }),
  ],
  'Write 2026-11-20T09:30:00Z, or {"local": "2026-11-20T10:30:00", "timeZone": "Europe/Berlin"}.',
)

/** What becomes of a caller who waits in a queue. */
const InQueue = z.union([
  z.strictObject({
    kind: z.literal('answered'),
    afterMs: Ms.default(10_000),
    talkMs: Ms.default(60_000),
  }),
  z.strictObject({ kind: z.literal('timeout') }),
  z.strictObject({ kind: z.enum(['full', 'closed', 'no_agents']), afterMs: Ms.default(0) }),
  z.strictObject({ kind: z.literal('failed'), afterMs: Ms.default(0) }),
  z.strictObject({ kind: z.literal('offer'), key: Key, afterMs: Ms.default(30_000) }),
])

const QueueGiven = z.strictObject({
  figures: Figures.optional(),
  becomes: InQueue.default({ kind: 'answered', afterMs: 10_000, talkMs: 60_000 }),
})
export type QueueGiven = z.infer<typeof QueueGiven>

const Given = z.strictObject({
  at: Instant.default('2026-11-20T09:30:00Z'),
  caller: z
    .strictObject({ number: Short.default('+15550100101'), name: Short.default('') })
    .default({ number: '+15550100101', name: '' }),
  called: Short.default('+15550100100'),
  answeredBy: z.enum(['human', 'machine', 'unsure']).optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  startedBy: z.enum(['call', 'api', 'schedule']).optional(),
  parameters: values.optional(),
  /** Of what is random in the flow. */
  seed: z.number().int().min(0).max(4_294_967_295).default(0),
  /** By name; of one that is not here, an agent answers after 10 seconds. */
  queues: z.record(Short, QueueGiven).default({}),
  /** What comes of blocks instead of what usually does; by their ids. The last of several stays. */
  mocks: z.record(BlockId, z.union([Outcome, z.array(Outcome).min(1).max(50)])).default({}),
})
export type Given = z.infer<typeof Given>

/** Where it happens, and how long after the block has begun; left out, at the next block it fits, when it usually does. */
const place = { at: BlockId.optional(), afterMs: Ms.optional() }

/** What the caller does, or what comes of a block. */
const CaseStep = z.union(
  [
    /** One key, or all that are entered at once. */
    z.strictObject({ press: z.string().regex(/^[0-9*#]{1,100}$/), ...place }),
    z.strictObject({ say: z.string().max(2000), ...place }),
    z.strictObject({ silent: z.literal(true), ...place }),
    z.strictObject({ hangUp: z.literal(true), ...place }),
    /** Nothing, for so long. */
    z.strictObject({ waitMs: Ms }),
    z.strictObject({ outcome: Outcome, ...place }),
  ],
  'Write {"press"}, {"say"}, {"silent": true}, {"hangUp": true}, {"waitMs"} or {"outcome"}.',
)
export type CaseStep = z.infer<typeof CaseStep>

/** A block, or a block left by an exit. */
const PathStep = z.union([
  BlockId,
  z.strictObject({ block: BlockId, exit: z.string().max(60), flow: Short.optional() }),
])
export type PathStep = z.infer<typeof PathStep>

const Expected = z.strictObject({
  /** `exactly` these in this order, or `containing` them in this order. */
  path: z
    .strictObject({
      is: z.enum(['exactly', 'containing']).default('containing'),
      steps: z.array(PathStep).max(1000),
    })
    .optional(),
  /** Texts that are said, in this order; a part of each is enough. */
  said: z.array(z.string().min(1).max(3000)).max(200).optional(),
  ends: z
    .strictObject({
      by: z.enum(['flow', 'caller']).optional(),
      cause: z.enum([...HangUpCause.options, ...rejectCauses]).optional(),
    })
    .optional(),
  /** What variables are at the end; of a map, the fields that are named. */
  variables: z.record(VariableName.or(z.string().max(60)), z.json()).optional(),
  visits: z
    .strictObject({
      must: z.array(BlockId).max(500).default([]),
      mustNot: z.array(BlockId).max(500).default([]),
    })
    .optional(),
})
export type Expected = z.infer<typeof Expected>

/** What a simulated caller brings and does, and what is to come of it. Plain JSON; everything may be left out. */
export const TestCase = z.strictObject({
  name: z.string().trim().min(1).max(80).default('Test'),
  given: Given.default({
    at: '2026-11-20T09:30:00Z',
    caller: { number: '+15550100101', name: '' },
    called: '+15550100100',
    seed: 0,
    queues: {},
    mocks: {},
  }),
  steps: z.array(CaseStep).max(1000, 'At most 1000 steps.').default([]),
  expect: Expected.default({}),
})
export type TestCase = z.infer<typeof TestCase>

/** A file of test cases: one, or a list of them. */
export const TestCases = z.array(TestCase).or(TestCase.transform((one) => [one]))

/** ms since 1970. Of a local time that the clocks leave out, as if they had not been put forward. */
export function instantOf(at: Given['at']): number {
  if (typeof at === 'string') return readInstant(at) ?? 0
  const local = readInstant(`${at.local}Z`) ?? 0
  const guess = local - (offsetAt(at.timeZone, local) ?? 0)
  return local - (offsetAt(at.timeZone, guess) ?? 0)
}
