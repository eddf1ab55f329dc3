import type { FlowTest, FlowTestCase } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findFlow, findFlowForUpdate, findListedFlow } from './repository.ts'
import * as repository from './test-repository.ts'

const mostTests = 500

interface TestInput {
  readonly name: string
  readonly case: FlowTestCase
}

export async function listTests(work: Work, flowId: string): Promise<FlowTest[]> {
  const { revision } = found(await findListedFlow(work.tx, flowId), 'flow')
  return (await repository.listTests(work.tx, flowId)).map((row) => present(row, revision))
}

export async function createTest(work: Work, flowId: string, input: TestInput): Promise<FlowTest> {
  found(await findFlowForUpdate(work.tx, flowId), 'flow')
  const tests = await repository.listTests(work.tx, flowId)
  if (tests.length >= mostTests) {
    throw new Refusal('conflict', { detail: `A flow has ${mostTests} tests at most.` })
  }
  const row = await repository.insertTest(work.tx, {
    id: uuidv7(),
    tenant_id: work.tenantId,
    flow_id: flowId,
    place: (tests.at(-1)?.place ?? 0) + 1,
    ...input,
  })
  await changed(work, flowId, 'flow.test_added', row)
  return present(row, undefined)
}

export async function updateTest(
  work: Work,
  flowId: string,
  { testId, ...input }: TestInput & { readonly testId: string },
): Promise<FlowTest> {
  const row = found(
    await repository.replaceTest(work.tx, flowId, testId, input),
    'test of this flow',
  )
  await changed(work, flowId, 'flow.test_changed', row)
  return present(row, undefined)
}

export async function deleteTest(work: Work, flowId: string, testId: string): Promise<void> {
  const row = found(await repository.deleteTest(work.tx, flowId, testId), 'test of this flow')
  await changed(work, flowId, 'flow.test_deleted', row)
}

/** Puts the tests into an order; those that are not named come last, as they were. */
export async function orderTests(
  work: Work,
  flowId: string,
  order: readonly string[],
): Promise<FlowTest[]> {
  found(await findFlow(work.tx, flowId), 'flow')
  const named = new Set(order)
  const rest = (await repository.listTests(work.tx, flowId)).filter(({ id }) => !named.has(id))
  await repository.placeTests(work.tx, flowId, [...named, ...rest.map(({ id }) => id)])
  await work.publish('flow.changed', { flowId })
  return listTests(work, flowId)
}

async function changed(
  work: Work,
  flowId: string,
  action: string,
  test: repository.TestRow,
): Promise<void> {
  await work.audit(action, flowId, { testId: test.id, name: test.name })
  await work.publish('flow.changed', { flowId })
}

function present(row: repository.TestRow, revision: number | undefined): FlowTest {
  const last = row.last_result
  return {
    id: row.id,
    name: row.name,
    case: row.case,
    lastResult: last && { passed: last.passed, at: last.at, isCurrent: last.revision === revision },
    changedAt: row.changed_at.toISOString(),
  }
}
