import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork } from '../../work.ts'
import { listByKind } from './repository.ts'
import { moveAgent, type PhoneReady } from './service.ts'

/** Ends the after-call work whose time has run out. Run every second. */
export async function endLapsedWrapUps(
  database: Database<Tables>,
  doWork: DoWork,
  phoneReady: PhoneReady,
): Promise<void> {
  const now = Date.now()
  const wrapUps = await database.asSystem((tx) => listByKind(tx, ['wrap_up']))
  const lapsed = wrapUps.filter(
    ({ state }) => state.kind === 'wrap_up' && state.endsAtMs !== null && state.endsAtMs <= now,
  )
  for (const { tenant_id, agent_id } of lapsed) {
    await doWork(tenant_id, null, (work) =>
      moveAgent(work, agent_id, { kind: 'wrap_up_lapsed', phoneReady: phoneReady(agent_id) }),
    )
  }
}
