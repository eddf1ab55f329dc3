import type { FlowTestCase } from '@iris/contracts'
import { type Selectable, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Tables } from '../../tables.ts'
import type { TestResult } from '../../tables/flows.ts'
import type { Tx } from '../../work.ts'

export type TestRow = Selectable<Tables['flow_tests']>

export function listTests(tx: Tx, flowId: string): Promise<TestRow[]> {
  return tx
    .selectFrom('flow_tests')
    .selectAll()
    .where('flow_id', '=', flowId)
    .orderBy('place')
    .orderBy('id')
    .execute()
}

export function insertTest(
  tx: Tx,
  row: Pick<TestRow, 'id' | 'tenant_id' | 'flow_id' | 'name' | 'place'> & {
    readonly case: FlowTestCase
  },
): Promise<TestRow> {
  return tx
    .insertInto('flow_tests')
    .values({ ...row, case: JSON.stringify(row.case) })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function replaceTest(
  tx: Tx,
  flowId: string,
  id: string,
  { name, case: testCase }: { readonly name: string; readonly case: FlowTestCase },
): Promise<TestRow | undefined> {
  return tx
    .updateTable('flow_tests')
    .set({ name, case: JSON.stringify(testCase), last_result: null, changed_at: new Date() })
    .where('flow_id', '=', flowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export function deleteTest(tx: Tx, flowId: string, id: string): Promise<TestRow | undefined> {
  return tx
    .deleteFrom('flow_tests')
    .where('flow_id', '=', flowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Gives each of the tests its place in the list. */
export async function placeTests(tx: Tx, flowId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update flow_tests set place = placed.place::integer
    from unnest(${ids}::uuid[]) with ordinality as placed (id, place)
    where flow_tests.id = placed.id and flow_tests.flow_id = ${flowId}`.execute(tx)
}

/** Notes what came of tests on a revision of the draft. */
export async function noteResults(
  tx: Tx,
  flowId: string,
  results: ReadonlyMap<string, TestResult>,
): Promise<void> {
  for (const [id, result] of results) {
    await tx
      .updateTable('flow_tests')
      .set({ last_result: JSON.stringify(result) })
      .where('flow_id', '=', flowId)
      .where('id', '=', id)
      .execute()
  }
}

export async function copyTests(
  tx: Tx,
  { from, to, tenantId }: { readonly from: string; readonly to: string; readonly tenantId: string },
): Promise<void> {
  const tests = await listTests(tx, from)
  for (const { name, place, case: testCase } of tests) {
    const id = uuidv7()
    await insertTest(tx, { id, tenant_id: tenantId, flow_id: to, name, place, case: testCase })
  }
}
