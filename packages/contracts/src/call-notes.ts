import { z } from 'zod'
import { Id, listOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** What a flow noted of a call. */
export const CallNote = z.object({
  id: Id,
  at: Timestamp,
  text: z.string(),
  /** `null` where the flow is gone. */
  flow: z.object({ id: Id, name: z.string() }).nullable(),
})
export type CallNote = z.infer<typeof CallNote>

export const callNoteRoutes = {
  listCallNotes: route({
    method: 'GET',
    path: '/v1/calls/{id}/notes',
    summary: 'List what was noted of a call, oldest first',
    tag: 'Calls',
    access: ['calls:read', 'calls:read-own'],
    params: z.object({ id: Id }),
    response: listOf(CallNote),
  }),
}
