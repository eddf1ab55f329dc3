import type { FlowDocument, FlowDraft, FlowDraftState } from '@iris/contracts'
import { found, Refusal } from '../../problem.ts'
import type { Work } from '../../work.ts'
import * as repository from './draft-repository.ts'
import { findHolder } from './presence-repository.ts'
import { authorOf, etagOf, presentDraft, presentDraftState, savedBy } from './present.ts'
import { problemsOf } from './problems.ts'
import { findVersion } from './version-repository.ts'

/** The entity tags of `If-Match`; `*` stands for any. */
type ExpectedTags = readonly string[] | undefined

export async function getDraft(work: Work, flowId: string): Promise<FlowDraft> {
  const row = found(await repository.findDraft(work.tx, flowId), 'flow')
  return presentDraft(row, await problemsOf(work, row.document))
}

/**
 * Saves the draft, errors and all. Two people do not overwrite each other: whoever holds the flow saves, and a document that
 * was made from another draft than the one that is there is refused. A save that is sent twice is no conflict.
 */
export async function saveDraft(
  work: Work,
  flowId: string,
  { document, ifMatch }: { readonly document: FlowDocument; readonly ifMatch: ExpectedTags },
): Promise<FlowDraftState> {
  if (ifMatch === undefined) throw new Refusal('precondition_required')
  const row = found(await repository.findDraftForUpdate(work.tx, flowId), 'flow')
  if (isSameSave(work, row, document)) {
    return presentDraftState(row, await problemsOf(work, row.document))
  }
  await requireNotHeld(work, flowId)
  requireMatch(row, ifMatch)
  const saved = await replace(work, row, { document, based_on: row.based_on })
  return presentDraftState(saved, await problemsOf(work, document))
}

/** Makes the draft what a version was. */
export async function restoreVersion(
  work: Work,
  flowId: string,
  { version, ifMatch }: { readonly version: number; readonly ifMatch: ExpectedTags },
): Promise<FlowDraft> {
  const row = found(await repository.findDraftForUpdate(work.tx, flowId), 'flow')
  await requireNotHeld(work, flowId)
  if (ifMatch !== undefined) requireMatch(row, ifMatch)
  const { document } = found(await findVersion(work.tx, flowId, version), 'version of this flow')
  const saved = await replace(work, row, { document, based_on: version })
  await work.audit('flow.restored', flowId, { version })
  return presentDraft(saved, await problemsOf(work, document))
}

/** @throws Refusal `precondition_failed` that says who saved another draft, and when */
export function requireMatch(row: repository.DraftRow, tags: readonly string[]): void {
  if (tags.includes('*') || tags.includes(etagOf(row))) return
  throw new Refusal('precondition_failed', {
    detail: `${row.saved_by} saved it meanwhile.`,
    current: {
      by: { id: row.saved_by_id, name: row.saved_by },
      at: row.saved_at.toISOString(),
      etag: etagOf(row),
    },
  })
}

async function replace(
  work: Work,
  { flow_id: flowId }: repository.DraftRow,
  content: { readonly document: FlowDocument; readonly based_on: number | null },
): Promise<repository.DraftRow> {
  const saved = await repository.updateDraft(work.tx, flowId, { ...content, ...savedBy(work) })
  await work.publish('flow.draft_saved', {
    flowId,
    etag: etagOf(saved),
    savedBy: authorOf(work),
    savedAt: saved.saved_at.toISOString(),
  })
  return saved
}

/** Whether this very document is there already, by the same person: its answer was lost on the way. */
function isSameSave(work: Work, row: repository.DraftRow, document: FlowDocument): boolean {
  const isTheirs = row.saved_by_id === authorOf(work).id
  return isTheirs && JSON.stringify(row.document) === JSON.stringify(document)
}

async function requireNotHeld(work: Work, flowId: string): Promise<void> {
  const holder = await findHolder(work.tx, flowId)
  if (!holder || holder.user_id === work.actor?.id) return
  throw new Refusal('flow_held', {
    detail: `${holder.user_name} is changing this flow.`,
    current: {
      by: { id: holder.user_id, name: holder.user_name },
      at: holder.holds_since.toISOString(),
    },
  })
}
