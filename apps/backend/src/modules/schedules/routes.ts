import type { Handlers } from '../../http/implement.ts'
import { getSchedule, setSchedule } from './service.ts'

export function scheduleHandlers(): Handlers<'getSchedule' | 'setSchedule'> {
  return {
    getSchedule: async (context, { params, query }) => ({
      items: await getSchedule(context, params.id, query),
    }),
    setSchedule: async ({ work }, { params, query, body }) => ({
      items: await setSchedule(work, params.id, { ...query, ...body }),
    }),
  }
}
