import type { FlowVersion, FlowVersionSummary, RouteAnswer, Routes } from '@iris/contracts'
import { invalidField, found } from '../../problem.ts'
import { pageOf } from '../../http/paging.ts'
import type { Work } from '../../work.ts'
import { presentVersion } from './present.ts'
import { problemsOf } from './problems.ts'
import { findFlow } from './repository.ts'
import * as repository from './version-repository.ts'

export async function listVersions(
  work: Work,
  flowId: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<RouteAnswer<Routes['listFlowVersions']>> {
  found(await findFlow(work.tx, flowId), 'flow')
  const before = cursor === undefined ? undefined : versionFromCursor(cursor)
  const rows = await repository.listVersions(work.tx, flowId, { before, limit: limit + 1 })
  return pageOf(rows, limit, ({ version }) => String(version), presentVersion)
}

export async function getVersion(
  work: Work,
  flowId: string,
  version: number,
): Promise<FlowVersion> {
  const summary = await summaryOf(work, flowId, version)
  const { document, references } = found(
    await repository.findVersion(work.tx, flowId, version),
    'version of this flow',
  )
  return { ...summary, document, references, problems: await problemsOf(work, document) }
}

export async function nameVersion(
  work: Work,
  flowId: string,
  { version, name }: { readonly version: number; readonly name: string | null },
): Promise<FlowVersionSummary> {
  const isThere = await repository.nameVersion(work.tx, flowId, version, name)
  found(isThere || undefined, 'version of this flow')
  await work.audit('flow.version_named', flowId, { version, name })
  await work.publish('flow.changed', { flowId })
  return summaryOf(work, flowId, version)
}

async function summaryOf(work: Work, flowId: string, version: number): Promise<FlowVersionSummary> {
  return presentVersion(
    found(await repository.findVersionSummary(work.tx, flowId, version), 'version of this flow'),
  )
}

/** @throws Refusal when it was not made by us */
function versionFromCursor(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) {
    throw invalidField('?cursor', 'Take the cursor from the page before.')
  }
  return Number(cursor)
}
