import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { attendWork } from '../agent-work/reapers.ts'
import type { PhoneReady } from '../agents/service.ts'
import { endLapsedWrapUps } from '../agents/wrap-up-reaper.ts'
import { attendCallbacks } from '../callbacks/attempts.ts'
import { mendLines } from './reapers.ts'

interface Parts {
  readonly database: Database<Tables>
  readonly doWork: DoWork
  readonly phoneReady: PhoneReady
}

/**
 * What is done again and again, so that no contact and no agent waits for longer than they should. Done one after another, each
 * finds what those before it have left: an agent who was to go once a forgotten ring is over is offered no chat any more.
 */
export function routingJobs({ database, doWork, phoneReady }: Parts) {
  return [
    { name: 'wrap-up', everyMs: 1000, run: () => endLapsedWrapUps(database, doWork, phoneReady) },
    { name: 'lapsed offers', everyMs: 5000, run: () => mendLines(database, doWork) },
    { name: 'contacts without a call', everyMs: 1000, run: () => attendWork({ database, doWork }) },
    { name: 'callbacks', everyMs: 1000, run: () => attendCallbacks(database, doWork) },
  ]
}
