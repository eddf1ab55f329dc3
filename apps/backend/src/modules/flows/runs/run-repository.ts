import { type Insertable, type Selectable, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { Tx } from '../../../work.ts'
import { storableJson } from '../traces/kept-step.ts'

export type RunRow = Selectable<Tables['flow_runs']>

/** What a step changes of a run. */
export type Stand = Pick<RunRow, 'state' | 'command'>

type NewRun = Omit<Insertable<Tables['flow_runs']>, 'state' | 'command' | 'due_at'> & Stand

export async function countRuns(tx: Tx): Promise<number> {
  const { count } = await tx
    .selectFrom('flow_runs')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** It is due after so many ms. */
export async function insertRun(tx: Tx, row: NewRun, dueInMs: number): Promise<void> {
  await tx
    .insertInto('flow_runs')
    .values({ ...row, ...stored(row), due_at: inMs(dueInMs) })
    .execute()
}

/**
 * Takes runs, of every tenant, that are due: nobody else does until the lease is over, so one whose process died is taken
 * again. Each tenant's first before any tenant's second. For system transactions.
 */
export function claimDue(
  tx: Tx,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<RunRow[]> {
  return tx
    .updateTable('flow_runs')
    .set({ claims: sql`claims + 1`, tries: sql`tries + 1`, due_at: inMs(leaseMs) })
    .where(
      'id',
      'in',
      sql<string>`(
        select id from flow_runs
        where due_at <= now() and id in (
          select id from (
            select id, due_at, row_number() over (partition by tenant_id order by due_at) as place
            from flow_runs where due_at <= now()
          ) as due
          order by place, due_at limit ${limit}
        )
        for update skip locked
      )`,
    )
    .returningAll()
    .execute()
}

/** Locks a run that is still its taker's; false where somebody else has taken it since, or it is cancelled. */
export async function holdRun(
  tx: Tx,
  { id, claims }: Pick<RunRow, 'id' | 'claims'>,
): Promise<boolean> {
  const held = await tx
    .selectFrom('flow_runs')
    .select('id')
    .where('id', '=', id)
    .where('claims', '=', claims)
    .forUpdate()
    .executeTakeFirst()
  return held !== undefined
}

/** Keeps where a run stands now. `tries` says whether what it asks for is begun at once. */
export async function moveRun(
  tx: Tx,
  { id, ...stand }: Stand & { readonly id: string },
  { dueInMs, tries }: { readonly dueInMs: number; readonly tries: 0 | 1 },
): Promise<void> {
  await tx
    .updateTable('flow_runs')
    .set({ ...stored(stand), due_at: inMs(dueInMs), tries })
    .where('id', '=', id)
    .execute()
}

/** Lets others take it, in so many ms; not where others have already. */
export async function releaseRun(
  tx: Tx,
  { id, claims }: Pick<RunRow, 'id' | 'claims'>,
  { dueInMs, tries }: { readonly dueInMs: number; readonly tries: number },
): Promise<void> {
  await tx
    .updateTable('flow_runs')
    .set({ due_at: inMs(dueInMs), tries })
    .where('id', '=', id)
    .where('claims', '=', claims)
    .execute()
}

export function deleteRun(tx: Tx, flowId: string, id: string): Promise<RunRow | undefined> {
  return tx
    .deleteFrom('flow_runs')
    .where('id', '=', id)
    .where('flow_id', '=', flowId)
    .returningAll()
    .executeTakeFirst()
}

function stored({ state, command }: Stand) {
  return { state: storableJson(state), command: storableJson(command) }
}

function inMs(ms: number) {
  return sql<Date>`now() + ${ms} * interval '1 millisecond'`
}
