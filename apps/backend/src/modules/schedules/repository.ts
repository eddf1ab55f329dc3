import type { Shift } from '@iris/contracts'
import type { Selectable } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Tx } from '../../work.ts'

export type ShiftRow = Selectable<Tables['shifts']>

export interface Span {
  readonly from: Date
  readonly to: Date
}

/** An agent's shifts that begin in a time, earliest first. */
export function listShifts(tx: Tx, agentId: string, { from, to }: Span): Promise<ShiftRow[]> {
  return tx
    .selectFrom('shifts')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('from_at', '>=', from)
    .where('from_at', '<', to)
    .orderBy('from_at')
    .execute()
}

/** The last shift that begins before an instant. */
export function lastShiftBefore(tx: Tx, agentId: string, at: Date): Promise<ShiftRow | undefined> {
  return tx
    .selectFrom('shifts')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('from_at', '<', at)
    .orderBy('from_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The first shift that begins at an instant or after it. */
export function firstShiftFrom(tx: Tx, agentId: string, at: Date): Promise<ShiftRow | undefined> {
  return tx
    .selectFrom('shifts')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('from_at', '>=', at)
    .orderBy('from_at')
    .limit(1)
    .executeTakeFirst()
}

export async function replaceShifts(
  tx: Tx,
  of: { readonly tenantId: string; readonly agentId: string },
  { from, to, shifts }: Span & { readonly shifts: readonly Shift[] },
): Promise<void> {
  await tx
    .deleteFrom('shifts')
    .where('agent_id', '=', of.agentId)
    .where('from_at', '>=', from)
    .where('from_at', '<', to)
    .execute()
  if (shifts.length === 0) return
  await tx
    .insertInto('shifts')
    .values(
      shifts.map((shift) => ({
        tenant_id: of.tenantId,
        agent_id: of.agentId,
        from_at: new Date(shift.from),
        to_at: new Date(shift.to),
        activity: shift.activity,
      })),
    )
    .execute()
}
