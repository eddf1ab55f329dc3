import { setImmediate as breathe } from 'node:timers/promises'
import type { FlowDocument, FlowTestRun } from '@iris/contracts'
import type { FlowProgram } from '@iris/flow'
import { type CaseResult, coverageOf, runningCase, TestCase } from '@iris/flow/simulator'
import { found } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { findDraft } from './draft-repository.ts'
import { programOf } from './program.ts'
import { findFlow } from './repository.ts'
import { listTests, noteResults, type TestRow } from './test-repository.ts'
import { findVersion } from './version-repository.ts'

/** How long all tests of a run may take together, and how long nothing else is served meanwhile. */
const longestRunMs = 15_000
const longestTurnMs = 20

interface Wanted {
  /** All of them, unless some are named; those that are not of this flow do not count. */
  readonly tests?: readonly string[] | undefined
  /** The draft, unless told. */
  readonly version?: number | undefined
}

/** Runs tests of a flow. What comes of those on the draft is kept beside each. */
export async function runTests(work: Work, flowId: string, wanted: Wanted): Promise<FlowTestRun> {
  const { program, revision } = await programFor(work, flowId, wanted.version)
  const all = await listTests(work.tx, flowId)
  const chosen = all.filter(({ id }) => wanted.tests?.includes(id) ?? true)
  const turns = new Turns()
  const runs: { readonly row: TestRow; readonly came: Came }[] = []
  for (const row of chosen) runs.push({ row, came: await runTest(program, row, turns) })
  const at = new Date().toISOString()
  if (revision !== undefined) {
    const results = runs.map(
      ({ row, came: { passed } }) => [row.id, { revision, passed, at }] as const,
    )
    await noteResults(work.tx, flowId, new Map(results))
  }
  return {
    version: wanted.version ?? null,
    passed: runs.every(({ came }) => came.passed),
    results: runs.map(({ row, came }) => present(row, came)),
    coverage: presentCoverage(
      program.document,
      runs.map(({ came }) => came.taken),
    ),
  }
}

type Came = Pick<CaseResult, 'passed' | 'failures' | 'ended' | 'taken'>

async function runTest(program: FlowProgram, row: TestRow, turns: Turns): Promise<Came> {
  const read = TestCase.safeParse({ name: row.name, ...row.case })
  if (!read.success) {
    return notRun(
      read.error.issues.map(({ path, message }) => `The test at /${path.join('/')}: ${message}`),
    )
  }
  const running = runningCase(program, read.data)
  for (;;) {
    const { done, value } = running.next()
    if (done === true) return value
    if (turns.areOver) return notRun(['The tests took too long together. Run fewer at once.'])
    await turns.next()
  }
}

/** Lets others be served every now and then: a run may take seconds. */
class Turns {
  readonly #endsAt = performance.now() + longestRunMs
  #turnEndsAt = performance.now() + longestTurnMs

  get areOver(): boolean {
    return performance.now() >= this.#endsAt
  }

  async next(): Promise<void> {
    if (performance.now() < this.#turnEndsAt) return
    await breathe()
    this.#turnEndsAt = performance.now() + longestTurnMs
  }
}

function notRun(failures: readonly string[]): Came {
  return { passed: false, failures, ended: null, taken: {} }
}

/** The draft with its revision, or a version with none. */
async function programFor(work: Work, flowId: string, version: number | undefined) {
  const { name } = found(await findFlow(work.tx, flowId), 'flow')
  if (version === undefined) {
    const { document, revision } = found(await findDraft(work.tx, flowId), 'flow')
    const draft = { name, version: null, document, references: null }
    return { program: await programOf(work.tx, work.tenantId, draft), revision }
  }
  const row = found(await findVersion(work.tx, flowId, version), 'version of this flow')
  const { document, references } = row
  const program = await programOf(work.tx, work.tenantId, { name, version, document, references })
  return { program, revision: undefined }
}

function present({ id, name }: TestRow, { passed, failures, ended }: Came) {
  return {
    testId: id,
    name,
    passed,
    failures: failures.slice(0, 50),
    ended: ended && { by: ended.by, cause: ended.cause },
  }
}

function presentCoverage(
  document: FlowDocument,
  taken: readonly Came['taken'][],
): FlowTestRun['coverage'] {
  const { blocks, exits, perBlock } = coverageOf(document, taken)
  const each: FlowTestRun['coverage']['perBlock'] = {}
  for (const [id, { visited, covered, missing }] of Object.entries(perBlock)) {
    each[id] = { visited, covered: [...covered], missing: [...missing] }
  }
  return { blocks, exits, perBlock: each }
}
