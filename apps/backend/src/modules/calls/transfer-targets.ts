import type { TransferTargets } from '@iris/contracts'
import type { Principal } from '../../http/context.ts'
import type { Work } from '../../work.ts'
import { findColleagues } from '../agents/service.ts'
import { findQueuesWithWaiting } from '../queues/service.ts'

/** The most of each that are shown: whoever is looked for is found by typing on. */
const limit = 20

/** Whom somebody may give a call to. */
export async function findTransferTargets(
  work: Work,
  principal: Principal,
  search: string,
): Promise<TransferTargets> {
  return {
    agents: await findColleagues(work, { of: principal.userId, search, limit }),
    queues: await findQueuesWithWaiting(work, { search, limit }),
  }
}
