import { z } from 'zod'
import { FlowPresence } from './flow-presence.ts'
import { FlowRunOutcome } from './flow-traces.ts'
import { FlowAuthor } from './flows.ts'
import { Id, Timestamp } from './primitives.ts'

const person = z.object({ id: Id, name: z.string() })

/** What a flow calls an event of its own. */
export const FlowEventName = z
  .string()
  .regex(/^[a-z][a-z0-9_.]{0,59}$/, 'Small letters, digits, _ and dots; at most 60.')

/** What happens to flows and in them, as `eventPayloads` has it. */
export const flowEvents = {
  /** A flow says that something happened, in its own words. */
  'flow.event_emitted': z.object({
    flowId: Id,
    callId: Id.optional(),
    name: FlowEventName,
    payload: z.json(),
  }),
  /** It was made, renamed, put away or taken out again; or its tests are others. */
  'flow.changed': z.object({ flowId: Id }),
  'flow.deleted': z.object({ flowId: Id }),
  'flow.draft_saved': z.object({
    flowId: Id,
    etag: z.string(),
    savedBy: FlowAuthor,
    savedAt: Timestamp,
  }),
  'flow.published': z.object({
    flowId: Id,
    version: z.number().int(),
    by: FlowAuthor,
    note: z.string(),
  }),
  /** A run without a call. */
  'flow.run_started': z.object({
    flowId: Id,
    runId: Id,
    version: z.number().int(),
    startedBy: z.enum(['api', 'schedule']),
  }),
  'flow.run_ended': z.object({ flowId: Id, runId: Id, outcome: FlowRunOutcome }),
  /** Who has it open, where on it they are, and who holds it. */
  'flow.presence_changed': z.object({ flowId: Id, presence: FlowPresence }),
  /** `from` held it until now, and may change it no more. */
  'flow.taken_over': z.object({ flowId: Id, by: person, from: person }),
} as const
