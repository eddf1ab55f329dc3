import { z } from 'zod'
import { Id, listOf, pageOf, PageQuery, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/**
 * How a run ended: `completed` where the flow wanted it, `caller_hung_up`, `failed` where the flow could not go on, `replaced` by
 * whatever leads the call instead, `cancelled` by somebody, and `interrupted` where what carried it is gone.
 */
export const FlowRunOutcome = z.enum([
  'completed',
  'caller_hung_up',
  'failed',
  'replaced',
  'cancelled',
  'interrupted',
])
export type FlowRunOutcome = z.infer<typeof FlowRunOutcome>

/** One visit of a run to a block. */
export const FlowStep = z.object({
  /** Counts from 1 within the run. */
  visit: z.number().int(),
  block: z.string(),
  /** The names of the flows within which it is, outermost first, joined by ` / `; left out in the flow itself. */
  flow: z.string().optional(),
  kind: z.string(),
  /** What the block was called. */
  name: z.string(),
  enteredAt: Timestamp,
  /** `null` while the run is there. */
  leftAt: Timestamp.nullable(),
  /** The exit taken, `caller_hung_up`, or `null` for a block that ends the run. */
  outcome: z.string().nullable(),
  /** Variables that changed there. What is secret is masked, and what is long is cut. */
  set: z.record(z.string(), z.unknown()).optional(),
  /** It is disabled, and was passed over. */
  skipped: z.literal(true).optional(),
  /** Why the run had to end here, when that was not the document's wish. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type FlowStep = z.infer<typeof FlowStep>

export const FlowRun = z.object({
  id: Id,
  flowId: Id,
  version: z.number().int(),
  /** `null` where no call brought it. */
  callId: Id.nullable(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  /** `null` while it goes on. */
  outcome: FlowRunOutcome.nullable(),
  /** How many blocks it came to. */
  visits: z.number().int(),
})
export type FlowRun = z.infer<typeof FlowRun>

export const FlowTrace = FlowRun.extend({
  /** In the order of the visits. */
  steps: z.array(FlowStep),
  /** Whether there were more than are kept. */
  isCut: z.boolean(),
})
export type FlowTrace = z.infer<typeof FlowTrace>

/** What happened at the blocks of a flow in a window of time, whichever version it was. */
export const FlowCounts = z.object({
  since: Timestamp,
  /** By block. */
  blocks: z.record(
    z.string(),
    z.object({
      /** Those who left it in the window, and those still there. */
      entered: z.number().int(),
      /** How many left by each exit. */
      left: z.record(z.string(), z.number().int()),
      /** How many are there now. */
      inside: z.number().int(),
      /** How many hung up there. */
      dropped: z.number().int(),
    }),
  ),
})
export type FlowCounts = z.infer<typeof FlowCounts>

const tag = 'Flows'
const params = z.object({ id: Id })

export const flowTraceRoutes = {
  getFlowCounts: route({
    method: 'GET',
    path: '/v1/flows/{id}/counts',
    summary: 'Count who came to each block over the last hour or day, and how they left',
    tag,
    access: ['flows:read'],
    params,
    query: z.object({
      window: z.enum(['hour', 'day']).default('hour'),
      /** Of one version only. */
      version: z.coerce.number<number | string>().int().min(1).max(2_147_483_647).optional(),
    }),
    response: FlowCounts,
  }),
  listFlowRuns: route({
    method: 'GET',
    path: '/v1/flows/{id}/runs',
    summary: 'List the runs of a flow, newest first',
    tag,
    access: ['flows:read'],
    params,
    query: PageQuery.extend({ outcome: FlowRunOutcome.or(z.literal('running')).optional() }),
    response: pageOf(FlowRun),
  }),
  getFlowRunTrace: route({
    method: 'GET',
    path: '/v1/flows/{id}/runs/{runId}/trace',
    summary: 'Get what one run did, step by step',
    tag,
    access: ['flows:read'],
    params: params.extend({ runId: Id }),
    response: FlowTrace,
  }),
  getCallTrace: route({
    method: 'GET',
    path: '/v1/calls/{id}/trace',
    summary: 'Get what the flows of a call did, the first run first',
    tag,
    access: ['flows:read'],
    params,
    response: listOf(FlowTrace),
  }),
}
