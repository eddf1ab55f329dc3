import { z } from 'zod'
import { FlowRun } from './flow-traces.ts'
import { Id } from './primitives.ts'
import { route } from './route.ts'

/** How much the parameters of a run may hold, in characters of JSON. */
const mostParameters = 16_000

const Parameters = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Small letters, digits and _; at most 40.'),
    z.json(),
  )
  .refine(
    (parameters) => JSON.stringify(parameters).length <= mostParameters,
    `At most ${mostParameters} characters of JSON.`,
  )

const tag = 'Flows'
const params = z.object({ id: Id })

/** Runs without a call. They are listed and traced as those of calls are. */
export const flowRunRoutes = {
  startFlowRun: route({
    method: 'POST',
    path: '/v1/flows/{id}/runs',
    summary:
      'Let the published version run without a call; with an `Idempotency-Key`, once however often it is asked',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({
      /** Variables of the flow; those its start has and nobody gives are what it says. */
      parameters: Parameters.default({}),
    }),
    response: FlowRun,
    status: 201,
    errors: ['conflict', 'too_many_requests'],
  }),
  cancelFlowRun: route({
    method: 'DELETE',
    path: '/v1/flows/{id}/runs/{runId}',
    summary: 'Cancel a run without a call; what it has done stays done',
    tag,
    access: ['flows:write'],
    params: params.extend({ runId: Id }),
  }),
}
