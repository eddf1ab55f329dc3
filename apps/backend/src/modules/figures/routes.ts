import type { Database } from '@iris/platform'
import type { Handlers } from '../../http/implement.ts'
import type { Tables } from '../../tables.ts'
import { exportIntervals, listIntervals } from './intervals-list.ts'
import { allStats, queueStats } from './stats.ts'

export function figureHandlers(
  database: Database<Tables>,
): Handlers<'queueStats' | 'allStats' | 'listIntervals' | 'exportIntervals'> {
  return {
    queueStats: ({ work }, { params, query }) => queueStats(work, params.id, query.window),
    allStats: async ({ work }, { query }) => ({ items: await allStats(work, query.window) }),
    listIntervals: async ({ work }, { query }) => ({ items: await listIntervals(work, query) }),
    exportIntervals: ({ work }, { query }) => exportIntervals({ work, database }, query),
  }
}
