import { z } from 'zod'
import { Name } from './primitives.ts'

/** How many blocks a flow may have. */
export const mostBlocks = 5000

/** A block's id within its document. */
export const BlockId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'Small letters, digits, - and _; at most 40.')

/** What an exit is called: `next`, `error`, `key_1`, `case_2`. */
const ExitId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.')

/** How deep a setting may nest: deeper than any form, and no deeper than what reads it may recurse. */
const mostDepth = 20

const Setting = z
  .unknown()
  .refine(isShallow, `At most ${mostDepth} lists and maps within each other.`)
  .pipe(z.json())

function isShallow(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return false
    level = level.flatMap((one) => (typeof one === 'object' && one ? Object.values(one) : []))
  }
  return true
}

/** In the canvas, in its own pixels at zoom 1. */
const Point = z.object({ x: z.number().min(-1e6).max(1e6), y: z.number().min(-1e6).max(1e6) })
const Size = z.object({
  width: z.number().min(20).max(20_000),
  height: z.number().min(20).max(20_000),
})

/**
 * One step of a flow. Which settings and exits it has is known by its kind, and checked by the validator: a draft may be
 * unfinished, and may hold kinds that this version of Iris does not know.
 */
export const FlowBlock = z.object({
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'The kind of a block, such as say.'),
  /** What people call it; without one, what its kind is called. */
  name: Name.optional(),
  at: Point.default({ x: 0, y: 0 }),
  /** Passed over, by its first exit. */
  disabled: z.boolean().optional(),
  settings: z.record(z.string().max(60), Setting).default({}),
  /** Where each exit leads. One with no target, or `null`, is unwired. */
  exits: z.record(ExitId, BlockId.nullable()).default({}),
})
export type FlowBlock = z.infer<typeof FlowBlock>

/** A note on the canvas. */
export const FlowNote = z.object({
  id: BlockId,
  text: z.string().max(5000, 'At most 5000 characters.'),
  at: Point,
  size: Size,
})
export type FlowNote = z.infer<typeof FlowNote>

/** A frame around blocks that belong together. */
export const FlowFrame = z.object({
  id: BlockId,
  title: z.string().max(80, 'At most 80 characters.'),
  at: Point,
  size: Size,
  colour: z.enum(['grey', 'blue', 'green', 'amber', 'red', 'violet']).optional(),
})
export type FlowFrame = z.infer<typeof FlowFrame>

/**
 * What answers a number: a graph of blocks whose exits name the next. Queues, prompts, voicemail boxes, numbers and other
 * flows are named in it, not numbered: it can be taken to another centre as it is.
 */
export const FlowDocument = z.object({
  schema: z.literal(2),
  blocks: z
    .record(BlockId, FlowBlock)
    .refine(
      (blocks) => Object.keys(blocks).length <= mostBlocks,
      `A flow has at most ${mostBlocks} blocks. Move some of them to a flow of their own.`,
    ),
  notes: z.array(FlowNote).max(500, 'At most 500 notes.').optional(),
  frames: z.array(FlowFrame).max(500, 'At most 500 frames.').optional(),
})
export type FlowDocument = z.infer<typeof FlowDocument>

/** What the names in a flow stand for, as found when it was published: ids, and of flows the version that answered calls. */
export const FlowReferences = z.object({
  queues: z.record(z.string(), z.string()),
  boxes: z.record(z.string(), z.string()),
  flows: z.record(z.string(), z.object({ flowId: z.string(), version: z.number().int() })),
  prompts: z.record(z.string(), z.string()).optional(),
  numbers: z.record(z.string(), z.string()).optional(),
  skills: z.record(z.string(), z.string()).optional(),
})
export type FlowReferences = z.infer<typeof FlowReferences>
