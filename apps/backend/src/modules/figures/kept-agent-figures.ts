import type { Tx } from '../../work.ts'
import { addedUp, type AgentFigures, workOutAgentFigures } from './agent-figures.ts'
import { changedSpans } from './changed-spans.ts'
import type { Span } from './interval.ts'
import type { Bucket } from './interval-repository.ts'
import * as repository from './kept-repository.ts'
import type { SomeAgents } from './some-agents.ts'

/**
 * Agents' figures of a span of whole quarters that ends now at the latest, in the stretches of time that are asked for: what is
 * kept, and worked out what is not kept yet or has changed since. So they are what working all of it out would give.
 */
export async function sumAgentFigures(
  tx: Tx,
  query: Bucket & SomeAgents,
  span: Span,
): Promise<AgentFigures[]> {
  // Read one after the other: what is kept anew meanwhile holds too, and what changes meanwhile may count or not.
  const kept = (await repository.keptUntil(tx)) ?? span.from
  const border = new Date(Math.max(span.from.getTime(), Math.min(span.to.getTime(), +kept)))
  const past = { from: span.from, to: border }
  const without = changedSpans(await repository.listChanges(tx, query, past), past)
  const rows = await repository.sumKept(tx, query, { ...past, without })
  for (const { agentIds, span: changed } of without) {
    rows.push(...(await workOutAgentFigures(tx, { ...query, agentIds }, changed)))
  }
  rows.push(...(await workOutAgentFigures(tx, query, { from: border, to: span.to })))
  return addedUp(rows)
}
