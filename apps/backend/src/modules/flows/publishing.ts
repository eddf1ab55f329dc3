import type { Flow, FlowDocument } from '@iris/contracts'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import { requireMatch } from './draft.ts'
import { findDraftForUpdate, notePublished } from './draft-repository.ts'
import { authorOf } from './present.ts'
import { requireSound } from './problems.ts'
import { resolveReferences } from './references.ts'
import * as repository from './repository.ts'
import { setSchedule } from './runs/schedules.ts'
import { getFlow } from './service.ts'
import { runTests } from './test-runs.ts'
import { findVersion, insertVersion } from './version-repository.ts'

interface PublishOptions {
  readonly note?: string
  /** The entity tag of the draft that is meant. */
  readonly ifMatch?: string | undefined
  readonly requireGreenTests?: boolean
}

/** Makes the draft a version that answers new calls. One with errors is refused with them; warnings are let through. */
export async function publishFlow(
  work: Work,
  id: string,
  { note = '', ifMatch, requireGreenTests = false }: PublishOptions = {},
): Promise<Flow> {
  const flow = found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  const draft = found(await findDraftForUpdate(work.tx, id), 'flow')
  if (ifMatch !== undefined) requireMatch(draft, [ifMatch])
  await requireSound(work, draft.document)
  if (requireGreenTests) await requireGreen(work, id)
  const version = await publish(work, flow, { document: draft.document, note, copyOf: null })
  await notePublished(work.tx, id, { revision: draft.revision, basedOn: version })
  return getFlow(work, id)
}

/**
 * Publishes the document of an older version again, as a new one. Its names are looked up anew: a queue that is gone since
 * refuses it. The draft stays as it is.
 */
export async function rollBack(
  work: Work,
  id: string,
  { version: older, note }: { readonly version: number; readonly note: string },
): Promise<Flow> {
  const flow = found(await repository.findFlowForUpdate(work.tx, id), 'flow')
  const { document } = found(await findVersion(work.tx, id, older), 'version of this flow')
  if (flow.published_version === older) {
    throw new Refusal('conflict', { detail: `Version ${older} answers calls already.` })
  }
  await requireSound(work, document)
  await publish(work, flow, { document, note, copyOf: older })
  await notePublished(work.tx, id, { revision: null })
  return getFlow(work, id)
}

async function publish(
  work: Work,
  flow: repository.FlowRow,
  { document, note, copyOf }: { document: FlowDocument; note: string; copyOf: number | null },
): Promise<number> {
  const { id } = flow
  const version = flow.latest_version + 1
  const by = authorOf(work)
  await insertVersion(work.tx, {
    tenant_id: work.tenantId,
    flow_id: id,
    version,
    document,
    references: await resolveReferences(work.tx, work.tenantId, document),
    note,
    copy_of: copyOf,
    created_by: by.name,
    created_by_id: by.id,
  })
  await repository.updateFlow(work.tx, id, { latest_version: version, published_version: version })
  await setSchedule(work, id, { version, document })
  await work.audit('flow.published', id, {
    name: flow.name,
    version,
    note,
    ...(copyOf !== null && { rolledBackTo: copyOf }),
  })
  await work.publish('flow.published', { flowId: id, version, by, note })
  return version
}

/** Runs the tests. @throws Refusal `tests_not_green` that says what failed on this draft */
async function requireGreen(work: Work, id: string): Promise<void> {
  const { results } = await runTests(work, id, {})
  const failed = results.filter(({ passed }) => !passed)
  if (failed.length === 0) return
  const words = failed.slice(0, 5).map(({ name, failures }) => `“${name}”: ${failures[0] ?? ''}`)
  const more = failed.length > words.length ? ` And ${failed.length - words.length} more.` : ''
  throw new Refusal('tests_not_green', { detail: `${words.join(' ')}${more}` })
}
