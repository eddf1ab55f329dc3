import type { Database } from '@iris/platform'
import type { ChoiceFacts, Decision } from '@iris/routing'
import { type Selectable, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../tables.ts'
import type { DecisionFacts } from '../../tables/routing.ts'
import type { Tx, Work } from '../../work.ts'

export type NewDecision = Pick<Decision, 'contactId' | 'queueId' | 'agentIds'> & {
  readonly facts: ChoiceFacts
}
export type DecisionRow = Selectable<Tables['routing_decisions']>

/** Decisions are told for so long. */
const keptDays = 30

/** Keeps what was decided, with what it was decided from. */
export async function writeDecisions(work: Work, made: readonly NewDecision[]): Promise<void> {
  if (made.length === 0) return
  await work.tx
    .insertInto('routing_decisions')
    .values(
      made.map(({ contactId, queueId, agentIds, facts }) => ({
        id: uuidv7(),
        tenant_id: work.tenantId,
        contact_id: contactId,
        queue_id: queueId,
        kind: 'offered' as const,
        agent_id: agentIds.length === 1 ? (agentIds[0] ?? null) : null,
        facts: JSON.stringify({ kind: 'offered', choice: facts, agentIds } satisfies DecisionFacts),
        at: sql<Date>`clock_timestamp()`,
      })),
    )
    .execute()
}

/** Keeps that something else than an offer happened to a contact in its line. */
export async function noteDecision(
  work: Work,
  { contactId, queueId }: { readonly contactId: string; readonly queueId: string },
  facts: Exclude<DecisionFacts, { kind: 'offered' }>,
): Promise<void> {
  await work.tx
    .insertInto('routing_decisions')
    .values({
      id: uuidv7(),
      tenant_id: work.tenantId,
      contact_id: contactId,
      queue_id: queueId,
      kind: facts.kind,
      agent_id: facts.kind === 'withdrawn' ? facts.agentId : null,
      facts: JSON.stringify(facts),
      at: sql<Date>`clock_timestamp()`,
    })
    .execute()
}

export function listDecisions(tx: Tx, contactId: string): Promise<DecisionRow[]> {
  return tx
    .selectFrom('routing_decisions')
    .selectAll()
    .where('contact_id', '=', contactId)
    .orderBy('id')
    .limit(1000)
    .execute()
}

/** Forgets what is older than is told. Run every hour or so. */
export async function forgetOldDecisions(database: Database<Tables>): Promise<void> {
  await database.asSystem((tx) =>
    tx
      .deleteFrom('routing_decisions')
      .where('id', '<', sql<string>`first_uuid_of(now() - ${`${keptDays} days`}::interval)`)
      .execute(),
  )
}
