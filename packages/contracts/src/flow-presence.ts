import { z } from 'zod'
import { Id, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** How long somebody counts as there after they were last heard of, in milliseconds. Pages tell every third of it. */
export const flowPresenceMs = 15_000

/** One of a user's pages, as the page calls itself. */
const Tab = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'Letters, digits, - and _; at most 40.')

/** A place on the canvas. */
const Cursor = z.object({ x: z.number(), y: z.number() })
/** Ids of blocks. */
const Selection = z.array(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)).max(200)

export const FlowVisitor = z.object({
  userId: Id,
  name: z.string(),
  tab: z.string(),
  wants: z.enum(['look', 'edit']),
  selection: Selection,
  cursor: Cursor.nullable(),
  joinedAt: Timestamp,
})
export type FlowVisitor = z.infer<typeof FlowVisitor>

/** Who has a flow open, in the order they came, and whose it is to change. */
export const FlowPresence = z.object({
  people: z.array(FlowVisitor),
  /** `null` while nobody wants to change it. */
  holder: z.object({ userId: Id, name: z.string(), tab: z.string(), since: Timestamp }).nullable(),
})
export type FlowPresence = z.infer<typeof FlowPresence>

const tag = 'Flows'
const params = z.object({ id: Id })

export const flowPresenceRoutes = {
  visitFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/presence',
    summary:
      'Say that one has the flow open, and where on it one is; the first who wants to edit holds it',
    tag,
    access: ['flows:read'],
    params,
    body: z.object({
      tab: Tab,
      wants: z.enum(['look', 'edit']),
      /** Those not given stay as they were. */
      selection: Selection.optional(),
      cursor: Cursor.nullable().optional(),
    }),
    response: FlowPresence,
    repeatable: true,
  }),
  leaveFlow: route({
    method: 'DELETE',
    path: '/v1/flows/{id}/presence',
    summary: 'Say that one has closed the flow',
    tag,
    access: ['flows:read'],
    params,
    query: z.object({ tab: Tab }),
  }),
  takeOverFlow: route({
    method: 'POST',
    path: '/v1/flows/{id}/take-over',
    summary: 'Hold the flow in place of whoever does, who is told at once',
    tag,
    access: ['flows:write'],
    params,
    body: z.object({ tab: Tab }),
    response: FlowPresence,
    repeatable: true,
  }),
}
