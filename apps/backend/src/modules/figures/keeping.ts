import type { Database } from '@iris/platform'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'
import { workOutAgentFigures } from './agent-figures.ts'
import { changedSpans } from './changed-spans.ts'
import { daysOf, quarterOf, type Span } from './interval.ts'
import * as repository from './kept-repository.ts'
import type { SomeAgents } from './some-agents.ts'

/** So much is kept in one transaction: a day of many hundreds of agents would take longer than a statement may. */
const pieceMs = 3_600_000
/** Of so many agents what has changed is worked out anew in one transaction. */
const agentsAtOnce = 100

/**
 * Keeps agents' occupancy and adherence of the quarters that are over, and works out anew what has changed of those that are kept. Run it
 * now and then, by any process: several do each tenant once, and one that is killed leaves all as it was.
 */
export async function keepAgentFigures(
  database: Database<Tables>,
  now: Date = new Date(),
): Promise<void> {
  const before = new Date(quarterOf(now.getTime()))
  const failures: unknown[] = []
  for (const tenantId of await database.asSystem((tx) => repository.tenantsToKeep(tx, before))) {
    try {
      await keepFiguresOf(database, tenantId, now)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Figures of agents were not kept.')
}

/** The same for one tenant. */
export async function keepFiguresOf(
  database: Database<Tables>,
  tenantId: string,
  now: Date,
): Promise<void> {
  const until = new Date(quarterOf(now.getTime()))
  const keepSome = (tx: Tx) => keep(tx, tenantId, until)
  while (await database.asTenant(tenantId, keepSome)) continue
}

/** Keeps a piece of what is to be kept. Whether there is more. */
async function keep(tx: Tx, tenantId: string, until: Date): Promise<boolean> {
  if (!(await repository.keptUntil(tx))) await repository.beginKeeping(tx, tenantId, until)
  const kept = await repository.lockKeptUntil(tx, tenantId)
  if (!kept) return false
  // Changes are taken before what they changed is read: one that comes between is there the next time.
  const changes = await repository.takeChanges(tx, kept, agentsAtOnce)
  for (const { agentIds, span } of changedSpans(changes, { from: new Date(0), to: kept })) {
    for (const day of daysOf(span)) await keepAnew(tx, tenantId, { agentIds, span: day })
  }
  const to = new Date(Math.min(until.getTime(), kept.getTime() + pieceMs))
  if (to > kept) {
    const span = { from: kept, to }
    await repository.dropChanges(tx, span)
    await keepAnew(tx, tenantId, { span })
    await repository.moveKeptUntil(tx, tenantId, to)
  }
  return to < until || changes.length > 0
}

async function keepAnew(
  tx: Tx,
  tenantId: string,
  { agentIds, span }: SomeAgents & { readonly span: Span },
): Promise<void> {
  const query = { every: '15m', zone: 'UTC', from: span.from, agentIds } as const
  const figures = await workOutAgentFigures(tx, query, span)
  await repository.replaceKept(tx, tenantId, { agentIds, span, figures })
}
