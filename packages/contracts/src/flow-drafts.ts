import { z } from 'zod'
import { FlowDocument } from './flow-document.ts'
import { FlowAuthor, FlowProblem } from './flows.ts'
import { Id, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** A draft as it stands, without its document. */
export const FlowDraftState = z.object({
  flowId: Id,
  /** What the next save says it was made from, as `If-Match`. */
  etag: z.string(),
  savedAt: Timestamp,
  savedBy: FlowAuthor,
  /** The version the work began with; `null` where there was none. */
  basedOn: z.number().int().nullable(),
  problems: z.array(FlowProblem),
})
export type FlowDraftState = z.infer<typeof FlowDraftState>

export const FlowDraft = FlowDraftState.extend({ document: FlowDocument })
export type FlowDraft = z.infer<typeof FlowDraft>

const tag = 'Flows'
const params = z.object({ id: Id })

export const flowDraftRoutes = {
  getFlowDraft: route({
    method: 'GET',
    path: '/v1/flows/{id}/draft',
    summary: 'Get the draft with the problems found in it',
    tag,
    access: ['flows:read'],
    params,
    response: FlowDraft,
    tagged: true,
  }),
  saveFlowDraft: route({
    method: 'PUT',
    path: '/v1/flows/{id}/draft',
    summary:
      'Save the draft that was made from the one of `If-Match`; `*` replaces whatever is there',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ document: FlowDocument }),
    response: FlowDraftState,
    tagged: true,
    errors: ['precondition_required', 'precondition_failed', 'flow_held'],
  }),
  restoreFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/restore',
    summary:
      'Make the draft what a version was; with `If-Match`, only if the draft is still that one',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ version: z.number().int().min(1) }),
    response: FlowDraft,
    tagged: true,
    repeatable: true,
    errors: ['precondition_failed', 'flow_held'],
  }),
}
