import { z } from 'zod'
import { Calendar } from './calendar.ts'
import { Id, listOf, Name, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** Whether something is open, and until when that is so; `null` where it never changes. */
export const Opening = z.object({
  isOpen: z.boolean(),
  /** When it closes, or opens, next. */
  until: Timestamp.nullable(),
  /** The holiday or closure that is the reason, where there is one. */
  because: z.string().nullable(),
})
export type Opening = z.infer<typeof Opening>

/** Opening times that queues share. */
export const Hours = z.object({
  id: Id,
  name: Name,
  calendar: Calendar,
  now: Opening,
  createdAt: Timestamp,
})
export type Hours = z.infer<typeof Hours>

const tag = 'Hours'
const params = z.object({ id: Id })

export const hoursRoutes = {
  listHours: route({
    method: 'GET',
    path: '/v1/hours',
    summary: 'List opening times by name, and what is open now',
    tag,
    access: ['queues:read'],
    response: listOf(Hours),
  }),
  createHours: route({
    method: 'POST',
    path: '/v1/hours',
    summary: 'Make opening times',
    tag,
    access: ['queues:write'],
    body: z.object({ name: Name, calendar: Calendar }),
    response: Hours,
    status: 201,
    errors: ['already_exists'],
  }),
  updateHours: route({
    method: 'PATCH',
    path: '/v1/hours/{id}',
    summary: 'Change opening times',
    tag,
    access: ['queues:write'],
    params,
    body: z.object({ name: Name, calendar: Calendar }).partial(),
    response: Hours,
    errors: ['already_exists'],
  }),
  deleteHours: route({
    method: 'DELETE',
    path: '/v1/hours/{id}',
    summary: 'Delete opening times that no queue keeps',
    tag,
    access: ['queues:write'],
    params,
    errors: ['in_use'],
  }),
}
