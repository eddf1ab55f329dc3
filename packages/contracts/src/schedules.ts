import { z } from 'zod'
import { Id, listOf, Timestamp } from './primitives.ts'
import { route } from './route.ts'

/** What an agent is planned to do: work on contacts, or be not ready for one of these reasons. */
export const activities = ['work', 'break', 'lunch', 'meeting', 'training', 'back_office'] as const
export const Activity = z.enum(activities)
export type Activity = z.infer<typeof Activity>

/** How long one shift may last, in ms. */
export const longestShiftMs = 86_400_000

/** A stretch of time for which it is planned what an agent does. The shifts of an agent do not overlap. */
export const Shift = z
  .object({ activity: Activity, from: Timestamp, to: Timestamp })
  .refine(({ from, to }) => Date.parse(to) > Date.parse(from), {
    path: ['to'],
    message: 'A shift ends after it begins.',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= longestShiftMs, {
    path: ['to'],
    message: 'A shift lasts 24 hours at most.',
  })
export type Shift = z.infer<typeof Shift>

const tag = 'Schedules'
const params = z.object({ id: Id })
/** The shifts that begin in it; 366 days at most. */
const query = z.object({ from: Timestamp, to: Timestamp })

export const scheduleRoutes = {
  getSchedule: route({
    method: 'GET',
    path: '/v1/agents/{id}/schedule',
    summary: "List an agent's shifts that begin in a time, earliest first; agents read their own",
    tag,
    access: ['agents:read', 'phone:use'],
    params,
    query,
    response: listOf(Shift),
  }),
  setSchedule: route({
    method: 'PUT',
    path: '/v1/agents/{id}/schedule',
    summary: "Replace an agent's shifts that begin in a time by others that do",
    tag,
    access: ['agents:write'],
    params,
    query,
    body: z.object({ shifts: z.array(Shift).max(500, 'At most 500 shifts at once.') }),
    response: listOf(Shift),
  }),
}
