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

/** What a flow is for, in its owners' words. */
const Description = z
  .string()
  .trim()
  .max(500, 'At most 500 characters.')
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'Write text.')

/** Somebody who worked on a flow; `id` is `null` where the centre itself did. */
export const FlowAuthor = z.object({ id: Id.nullable(), name: z.string() })
export type FlowAuthor = z.infer<typeof FlowAuthor>

export const Flow = z.object({
  id: Id,
  name: Name,
  description: Description,
  /** The newest version; `null` while nothing was ever published. */
  latestVersion: z.number().int().nullable(),
  /** The version that answers calls; `null` while none does. */
  publishedVersion: z.number().int().nullable(),
  /** The draft, without its document. */
  draft: z.object({
    etag: z.string(),
    savedAt: Timestamp,
    savedBy: FlowAuthor,
    /** Whether it is another document than the one that answers calls. */
    hasChanges: z.boolean(),
  }),
  /** Since when it is put away; such a flow answers no number. */
  archivedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Flow = z.infer<typeof Flow>

const tag = 'Flows'
const params = z.object({ id: Id })

export const flowRoutes = {
  listFlows: route({
    method: 'GET',
    path: '/v1/flows',
    summary: 'List flows',
    tag,
    access: ['flows:read'],
    query: z.object({ state: z.enum(['in_use', 'archived', 'all']).default('in_use') }),
    response: listOf(Flow),
  }),
  createFlow: route({
    method: 'POST',
    path: '/v1/flows',
    summary:
      'Make a flow; what is given becomes its draft, and answers no calls until it is published',
    tag,
    access: ['flows:write'],
    body: z
      .object({
        name: Name,
        description: Description.default(''),
        /** A flow with nothing but its start, unless told. */
        document: FlowDocument.optional(),
        /** In place of a document: the id of a template, such as `menu` or `voicemail`. */
        template: z.string().max(40).optional(),
      })
      .refine(({ document, template }) => document === undefined || template === undefined, {
        error: 'Give a document or a template, not both.',
        path: ['template'],
      }),
    response: Flow,
    status: 201,
  }),
  getFlow: route({
    method: 'GET',
    path: '/v1/flows/{id}',
    summary: 'Get a flow, without its documents',
    tag,
    access: ['flows:read'],
    params,
    response: Flow,
  }),
  updateFlow: route({
    method: 'PATCH',
    path: '/v1/flows/{id}',
    summary: 'Rename a flow, describe it, put it away or take it out again',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({
      name: Name.optional(),
      description: Description.optional(),
      archived: z.boolean().optional(),
    }),
    response: Flow,
    errors: ['in_use'],
  }),
  copyFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/copy',
    summary: 'Make another flow of the draft and its tests',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ name: Name.optional() }),
    response: Flow,
    status: 201,
  }),
  deleteFlow: route({
    method: 'DELETE',
    path: '/v1/flows/{id}',
    summary:
      'Delete a flow with its versions; refused while a number or a published flow leads to it',
    tag,
    access: ['flows:write'],
    params,
    errors: ['in_use'],
  }),
}
