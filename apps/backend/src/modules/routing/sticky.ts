import { type Insertable, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Work } from '../../work.ts'

/** Whom a contact waits for, and for how long. */
export interface KeptFor {
  readonly agentId: string
  readonly forMs: number
}

type Entry = Insertable<Tables['queue_entries']>

/**
 * For a while only whoever spoke with the same person last may have them: if that was within 30 days, and the agent answers
 * this queue and is at work. By the database's clock.
 */
export async function stickTo(
  work: Work,
  { from_value: from, queue_id: queueId }: Pick<Entry, 'from_value' | 'queue_id'>,
  stickyMs: number,
): Promise<Pick<Entry, 'sticky_agent_id'> | undefined> {
  if (stickyMs === 0 || from === undefined || from === '') return undefined
  const last = await work.tx
    .selectFrom('contacts')
    .select('agent_id')
    .where('from_value', '=', from)
    .where('agent_id', 'is not', null)
    .where('id', '>=', sql<string>`first_uuid_of(now() - interval '30 days')`)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return last?.agent_id
    ? keepFor(work, queueId, { agentId: last.agent_id, forMs: stickyMs })
    : undefined
}

/** For so long only this agent may have them, who answers the queue and is at work; otherwise nobody is waited for. */
export async function keepFor(
  work: Work,
  queueId: string,
  { agentId, forMs }: KeptFor,
): Promise<Pick<Entry, 'sticky_agent_id'> | undefined> {
  if (forMs === 0) return undefined
  const isThere = await work.tx
    .selectFrom('queue_agents')
    .innerJoin('agent_states', 'agent_states.agent_id', 'queue_agents.agent_id')
    .select('queue_agents.agent_id')
    .where('queue_agents.agent_id', '=', agentId)
    .where('queue_agents.queue_id', '=', queueId)
    .where('agent_states.kind', 'in', ['available', 'offering', 'in_call', 'wrap_up'])
    .executeTakeFirst()
  if (!isThere) return undefined
  return { sticky_agent_id: agentId, ...untilIn(forMs) }
}

const untilIn = (ms: number) => ({
  sticky_until: sql<Date>`clock_timestamp() + ${`${ms} ms`}::interval`,
})
