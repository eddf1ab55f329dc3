import { z } from 'zod'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** How many bytes of JSON a case has at most, and how deep it goes. */
const largestCase = 64 * 1024
const deepest = 32

/** What a simulated caller brings and does, and what is to come of it; read by whoever runs it. */
export const FlowTestCase = z
  .object({
    given: z.record(z.string(), z.unknown()),
    steps: z.array(z.unknown()).max(1000, 'At most 1000 steps.'),
    expect: z.record(z.string(), z.unknown()),
  })
  .refine((value) => depthOf(value) <= deepest, `At most ${deepest} levels deep.`)
  .refine(
    (value) => depthOf(value) > deepest || JSON.stringify(value).length <= largestCase,
    'At most 64 kB.',
  )
export type FlowTestCase = z.infer<typeof FlowTestCase>

/** Level by level, not by recursion: what is sent may be deeper than the stack. */
function depthOf(value: unknown): number {
  let depth = 0
  let level: unknown[] = [value]
  while (level.length > 0 && depth <= deepest) {
    depth += 1
    level = level.flatMap((part) =>
      typeof part === 'object' && part !== null ? Object.values(part) : [],
    )
  }
  return depth
}

export const FlowTest = z.object({
  id: Id,
  name: Name,
  case: FlowTestCase,
  /** What came of it when it was last run; `null` before that. */
  lastResult: z
    .object({
      passed: z.boolean(),
      at: Timestamp,
      /** Whether the draft is still the one it was run on. */
      isCurrent: z.boolean(),
    })
    .nullable(),
  changedAt: Timestamp,
})
export type FlowTest = z.infer<typeof FlowTest>

const Share = z.object({
  covered: z.number().int(),
  total: z.number().int(),
  /** Rounded down: 100 is all of them. */
  percent: z.number().int().min(0).max(100),
})

/** What came of running tests. */
export const FlowTestRun = z.object({
  /** The version they were run on; `null` for the draft. */
  version: z.number().int().nullable(),
  passed: z.boolean(),
  /** In the order of the tests. */
  results: z.array(
    z.object({
      testId: Id,
      name: z.string(),
      passed: z.boolean(),
      /** What was not as expected, in words. */
      failures: z.array(z.string()),
      /** How the simulated call ended; `null` where it did not. */
      ended: z.object({ by: z.enum(['flow', 'caller']), cause: z.string() }).nullable(),
    }),
  ),
  /** How much of the flow they came through, all together. */
  coverage: z.object({
    blocks: Share,
    exits: Share,
    perBlock: z.record(
      z.string(),
      z.object({
        visited: z.boolean(),
        covered: z.array(z.string()),
        missing: z.array(z.string()),
      }),
    ),
  }),
})
export type FlowTestRun = z.infer<typeof FlowTestRun>

const tag = 'Flows'
const params = z.object({ id: Id })
const testParams = params.extend({ testId: Id })
const body = z.object({ name: Name, case: FlowTestCase })

export const flowTestRoutes = {
  listFlowTests: route({
    method: 'GET',
    path: '/v1/flows/{id}/tests',
    summary: 'List the tests of a flow, in their order',
    tag,
    access: ['flows:read'],
    params,
    response: listOf(FlowTest),
  }),
  createFlowTest: route({
    method: 'POST',
    path: '/v1/flows/{id}/tests',
    summary: 'Add a test, as the last; a flow has 500 at most',
    tag,
    access: ['flows:write'],
    params,
    body,
    response: FlowTest,
    status: 201,
    errors: ['conflict'],
  }),
  updateFlowTest: route({
    method: 'PUT',
    path: '/v1/flows/{id}/tests/{testId}',
    summary: 'Replace a test; what came of it before is forgotten',
    tag,
    access: ['flows:write'],
    params: testParams,
    body,
    response: FlowTest,
  }),
  orderFlowTests: route({
    method: 'PUT',
    path: '/v1/flows/{id}/tests',
    summary: 'Put the tests into an order; those not named come last, as they were',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ order: z.array(Id).max(500) }),
    response: listOf(FlowTest),
  }),
  deleteFlowTest: route({
    method: 'DELETE',
    path: '/v1/flows/{id}/tests/{testId}',
    summary: 'Delete a test',
    tag,
    access: ['flows:write'],
    params: testParams,
  }),
  runFlowTests: route({
    method: 'POST',
    path: '/v1/flows/{id}/tests/run',
    summary:
      'Run tests on the draft or a version, in the simulator; all of them, unless some are named',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({
      tests: z.array(Id).max(500).optional(),
      version: z.number().int().min(1).max(2_147_483_647).optional(),
    }),
    response: FlowTestRun,
    repeatable: true,
  }),
}
