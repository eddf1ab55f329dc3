import { z } from 'zod'
import { FlowDocument } from './flow-document.ts'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** A problem the validator found. Warnings may be published, errors not. */
export const FlowProblem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.enum([
    'no_start',
    'many_starts',
    'too_many_blocks',
    'unknown_kind',
    'bad_setting',
    'bad_expression',
    'missing_reference',
    'unknown_reference',
    'unwired_exit',
    'unknown_target',
    'unknown_exit',
    'unreachable',
    'no_way_out',
    'endless_loop',
    'doubtful_setting',
  ]),
  block: z.string().optional(),
  exit: z.string().optional(),
  /** Where in the block's settings, as a JSON Pointer (RFC 6901): `/choices/0/key`. */
  setting: z.string().optional(),
  message: z.string(),
})
export type FlowProblem = z.infer<typeof FlowProblem>

export const Flow = z.object({
  id: Id,
  name: Name,
  /** The newest version saved. */
  latestVersion: z.number().int(),
  /** The version that answers calls; `null` while none does. */
  publishedVersion: z.number().int().nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Flow = z.infer<typeof Flow>

export const FlowVersion = z.object({
  flowId: Id,
  version: z.number().int(),
  document: FlowDocument,
  problems: z.array(FlowProblem),
  createdAt: Timestamp,
  createdBy: z.string(),
})
export type FlowVersion = z.infer<typeof FlowVersion>

const tag = 'Flows'
const params = z.object({ id: Id })
const versionParams = params.extend({ version: z.coerce.number<number | string>().int().min(1) })

export const flowRoutes = {
  listFlows: route({
    method: 'GET',
    path: '/v1/flows',
    summary: 'List flows',
    tag,
    access: ['flows:read'],
    response: listOf(Flow),
  }),
  createFlow: route({
    method: 'POST',
    path: '/v1/flows',
    summary: 'Make a flow with its first version',
    tag,
    access: ['flows:write'],
    body: z.object({ name: Name, document: FlowDocument }),
    response: Flow,
    status: 201,
  }),
  renameFlow: route({
    method: 'PATCH',
    path: '/v1/flows/{id}',
    summary: 'Rename a flow',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ name: Name }),
    response: Flow,
  }),
  saveFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/versions',
    summary: 'Save a new version; it answers no calls until it is published',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({
      document: FlowDocument,
      /** The version this one was made from; refused if another was saved since. */
      basedOn: z.number().int().min(0),
    }),
    response: FlowVersion,
    status: 201,
    errors: ['conflict'],
  }),
  getFlowVersion: route({
    method: 'GET',
    path: '/v1/flows/{id}/versions/{version}',
    summary: 'Get one version with the problems found in it',
    tag,
    access: ['flows:read'],
    params: versionParams,
    response: FlowVersion,
  }),
  publishFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/versions/{version}/publish',
    summary: 'Let this version answer new calls; calls in progress keep theirs',
    tag,
    access: ['flows:write'],
    params: versionParams,
    response: Flow,
    errors: ['flow_invalid'],
  }),
}
