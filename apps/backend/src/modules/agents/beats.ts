import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork, Work } from '../../work.ts'
import * as repository from './beat-repository.ts'
import { causedBySystem } from './cause.ts'
import { signOff, withdrawOffers } from './sign-off.ts'

/** A browser that was not heard of for so long is gone: asleep, or without a network. */
const believedMs = 45_000
/** One that says it closes may be about to open again: a reload. */
const reloadMs = 10_000

/** A browser of an agent says that it is there, or that it closes. All of an agent's browsers count as one. */
export async function beat(
  work: Work,
  agentId: string,
  { tabId, leaving }: { readonly tabId: string; readonly leaving: boolean },
): Promise<void> {
  const of = { tenantId: work.tenantId, agentId }
  if (!leaving) {
    await repository.saveTab(work.tx, of, { tabId, lastsMs: believedMs })
    return repository.believe(work.tx, of, believedMs)
  }
  const wasThere = await repository.deleteTab(work.tx, agentId, tabId)
  if (!wasThere || (await repository.hasTab(work.tx, agentId))) return
  // Nobody is there to take what is offered, whether they come back or not.
  await withdrawOffers(work, agentId)
  await repository.believe(work.tx, of, reloadMs)
}

/**
 * Takes agents offline whose browsers are gone. Who never had one (a phone that stands on the desk) is not looked at, and
 * calls go on: their end decides. Run every second.
 */
export async function takeSilentOffline(database: Database<Tables>, doWork: DoWork): Promise<void> {
  for (const { tenant_id, agent_id } of await database.asSystem(repository.listSilent)) {
    await doWork(tenant_id, null, async (work) => {
      if (!(await repository.isSilent(work.tx, agent_id))) return
      await signOff(work, agent_id, causedBySystem('browser_gone'))
      await repository.forgetBeats(work.tx, agent_id)
    })
  }
}
