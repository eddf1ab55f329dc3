import { sql } from 'kysely'
import type { Tx } from '../../work.ts'
import type { TimePiece } from './agent-time.ts'
import { addedColumns, columnOf } from './columns.ts'
import type { IntervalChange } from './intervals.ts'
import { figures } from './totals.ts'

/** Adds to the figures of intervals; in one order, so that no two transactions wait for each other. */
export async function addToIntervals(
  tx: Tx,
  tenantId: string,
  changes: readonly IntervalChange[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes
    .toSorted((a, b) => a.quarter - b.quarter)
    .map(
      ({ quarter, queueId, agentId, channel, numberId, totals }) =>
        sql`(${sql.join([
          tenantId,
          new Date(quarter),
          queueId,
          agentId,
          channel,
          numberId,
          ...figures.map((figure) => totals[figure]),
        ])})`,
    )
  const columns = ['tenant_id', 'from_at', 'queue_id', 'agent_id', 'channel', 'number_id']
  await sql`
    insert into figure_intervals (${sql.join([...columns, ...figures.map(columnOf)].map((name) => sql.ref(name)))})
    values ${sql.join(rows)}
    on conflict (tenant_id, from_at, queue_id, agent_id, channel, number_id)
    do update set ${sql.join(addedColumns())}`.execute(tx)
}

/** Adds to agents' time by state. */
export async function addAgentTime(
  tx: Tx,
  tenantId: string,
  pieces: readonly TimePiece[],
): Promise<void> {
  const sums = new Map<string, TimePiece>()
  for (const piece of pieces) {
    const key = `${piece.agentId} ${piece.quarter} ${piece.state} ${piece.reason}`
    sums.set(key, { ...piece, ms: piece.ms + (sums.get(key)?.ms ?? 0) })
  }
  if (sums.size === 0) return
  await tx
    .insertInto('agent_intervals')
    .values(
      [...sums.values()].map(({ quarter, agentId, state, reason, ms }) => ({
        tenant_id: tenantId,
        from_at: new Date(quarter),
        agent_id: agentId,
        state,
        reason,
        ms,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'from_at', 'agent_id', 'state', 'reason'])
        .doUpdateSet((eb) => ({ ms: eb('agent_intervals.ms', '+', eb.ref('excluded.ms')) })),
    )
    .execute()
}
