import type { Ground } from '../../ground.ts'
import { listByKind } from '../agents/repository.ts'
import { moveAgent } from '../agents/service.ts'
import type { PhonePresence } from './presence.ts'

/**
 * Takes agents offline whose phone is gone for good. Agents who were at work when this process began get the same grace
 * as those whose phone has just gone: their browsers are about to come back.
 */
export async function followPhones(ground: Ground, phones: PhonePresence): Promise<() => void> {
  const { database, doWork, log } = ground
  const stop = phones.onChange(({ kind, agentId, tenantId }) => {
    const event = { kind: kind === 'lost' ? 'phone_lost' : 'phone_ready' } as const
    doWork(tenantId, null, (work) => moveAgent(work, agentId, event)).catch((error: unknown) =>
      log.error({ err: error, agentId }, 'what became of a phone could not be written'),
    )
  })
  const atWork = await database.asSystem((tx) =>
    listByKind(tx, ['available', 'not_ready', 'wrap_up', 'not_responding']),
  )
  for (const { agent_id, tenant_id } of atWork) phones.expect(agent_id, tenant_id)
  return stop
}
