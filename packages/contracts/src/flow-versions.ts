import { z } from 'zod'
import { FlowDocument, FlowReferences } from './flow-document.ts'
import { Flow, FlowAuthor, FlowProblem } from './flows.ts'
import { Id, Name, pageOf, PageQuery, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** A draft as it was published. It never changes; a call keeps the one it began with. */
export const FlowVersionSummary = z.object({
  flowId: Id,
  version: z.number().int(),
  name: z.string().nullable(),
  note: z.string(),
  createdAt: Timestamp,
  createdBy: FlowAuthor,
  /** Since when it answered calls; `null` for what was saved before drafts were. */
  publishedFrom: Timestamp.nullable(),
  /** Until when; `null` while it does, or where it never did. */
  publishedUntil: Timestamp.nullable(),
  /** The version it is the document of, where that was rolled back to. */
  copyOf: z.number().int().nullable(),
})
export type FlowVersionSummary = z.infer<typeof FlowVersionSummary>

export const FlowVersion = FlowVersionSummary.extend({
  document: FlowDocument,
  /** As things are now: a queue that was there may be gone. */
  problems: z.array(FlowProblem),
  /** `null` for what was published before names were looked up then: they stand for what they do now. */
  references: FlowReferences.nullable(),
})
export type FlowVersion = z.infer<typeof FlowVersion>

/** Why something was published, for those who read the history. */
const Note = z
  .string()
  .trim()
  .max(500, 'At most 500 characters.')
  .refine((note) => note.isWellFormed() && !note.includes('\0'), 'Write text.')

const tag = 'Flows'
const params = z.object({ id: Id })
const versionParams = params.extend({
  version: z.coerce.number<number | string>().int().min(1).max(2_147_483_647),
})

export const flowVersionRoutes = {
  listFlowVersions: route({
    method: 'GET',
    path: '/v1/flows/{id}/versions',
    summary: 'List the versions, newest first: what was published, when, by whom and why',
    tag,
    access: ['flows:read'],
    params,
    query: PageQuery,
    response: pageOf(FlowVersionSummary),
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
  nameFlowVersion: route({
    method: 'PATCH',
    path: '/v1/flows/{id}/versions/{version}',
    summary: 'Give a version a name, or none',
    tag,
    access: ['flows:write'],
    params: versionParams,
    body: z.object({ name: Name.nullable() }),
    response: FlowVersionSummary,
  }),
  publishFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/publish',
    summary: 'Make the draft a version that answers new calls; calls in progress keep theirs',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({
      note: Note.default(''),
      /** The draft that is meant; another is refused. */
      ifMatch: z.string().max(40).optional(),
      /** Runs the tests on the draft; refused where one fails. */
      requireGreenTests: z.boolean().default(false),
    }),
    response: Flow,
    errors: ['flow_invalid', 'precondition_failed', 'tests_not_green'],
  }),
  rollbackFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/rollback',
    summary:
      'Publish the document of an older version again, as a new one; the draft stays as it is',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ version: z.number().int().min(1).max(2_147_483_647), note: Note.default('') }),
    response: Flow,
    errors: ['flow_invalid', 'conflict'],
  }),
}
