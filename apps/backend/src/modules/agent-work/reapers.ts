import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { DoWork, Work } from '../../work.ts'
import { findAgentForUpdate } from '../agents/repository.ts'
import { moveAgent } from '../agents/service.ts'
import { endOffer } from '../routing/offers.ts'
import * as repository from './repository.ts'
import { finish, giveBack } from './service.ts'

/** For so long an agent who has gone may come back to what they were working on. */
const comesBackWithinMs = 60_000

interface Parts {
  readonly database: Database<Tables>
  readonly doWork: DoWork
}

/**
 * Ends what has run out: who let an offer pass does not respond, and after-call work is over. What is offered to agents
 * who have gone goes back to its place, and after a while what they worked on. Run every second.
 */
export async function attendWork(
  { database, doWork }: Parts,
  graceMs = comesBackWithinMs,
): Promise<void> {
  for (const row of await database.asSystem(repository.listRunOut)) {
    await doWork(row.tenant_id, null, (work) => runOut(work, row))
  }
  for (const row of await database.asSystem(repository.listOfferedToNobody)) {
    const part = { agentId: row.agent_id, contactId: row.contact_id }
    await doWork(row.tenant_id, null, (work) => endOffer(work, part, { outcome: 'withdrawn' }))
  }
  const leftBehind = await database.asSystem((tx) => repository.listLeftBehind(tx, graceMs))
  for (const row of leftBehind) {
    await doWork(row.tenant_id, null, (work) => leaveBehind(work, row))
  }
}

async function runOut(work: Work, seen: repository.WorkRow): Promise<void> {
  const part = { agentId: seen.agent_id, contactId: seen.contact_id }
  if (seen.phase === 'offered') {
    const isMissed = await endOffer(work, part, { outcome: 'missed' })
    if (isMissed) await moveAgent(work, part.agentId, { kind: 'work_missed', ...part })
  }
  await findAgentForUpdate(work.tx, part.agentId)
  const row = await repository.findWork(work.tx, part)
  // An offer without a place in line is of a contact that has gone.
  if (row?.ends_at && row.ends_at.getTime() <= Date.now()) await finish(work, row)
}

async function leaveBehind(work: Work, seen: repository.WorkRow): Promise<void> {
  const part = { agentId: seen.agent_id, contactId: seen.contact_id }
  const agent = await findAgentForUpdate(work.tx, part.agentId)
  if (agent?.state.kind !== 'offline') return
  const row = await repository.findWork(work.tx, part)
  if (row?.phase === 'active') await giveBack(work, row)
  if (row?.phase === 'wrap_up') await finish(work, row)
}
