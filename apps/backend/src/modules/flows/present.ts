import type {
  Flow,
  FlowAuthor,
  FlowDraft,
  FlowDraftState,
  FlowProblem,
  FlowVersionSummary,
} from '@iris/contracts'
import type { Work } from '../../work.ts'
import type { DraftRow } from './draft-repository.ts'
import type { ListedFlowRow } from './repository.ts'
import type { VersionSummaryRow } from './version-repository.ts'

/** Who does the work: a user, or the centre itself. */
export function authorOf(work: Work): FlowAuthor {
  return { id: work.actor?.id ?? null, name: work.actor?.name ?? 'Iris' }
}

export function savedBy(work: Work): { saved_by: string; saved_by_id: string | null } {
  const { id, name } = authorOf(work)
  return { saved_by: name, saved_by_id: id }
}

/** The draft's entity tag. */
export function etagOf({ revision }: Pick<DraftRow, 'revision'>): string {
  return String(revision)
}

export function presentFlow(row: ListedFlowRow): Flow {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    latestVersion: row.latest_version === 0 ? null : row.latest_version,
    publishedVersion: row.published_version,
    draft: {
      etag: etagOf(row),
      savedAt: row.saved_at.toISOString(),
      savedBy: { id: row.saved_by_id, name: row.saved_by },
      hasChanges: row.revision !== row.published_revision,
    },
    archivedAt: row.archived_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export function presentDraftState(row: DraftRow, problems: FlowProblem[]): FlowDraftState {
  return {
    flowId: row.flow_id,
    etag: etagOf(row),
    savedAt: row.saved_at.toISOString(),
    savedBy: { id: row.saved_by_id, name: row.saved_by },
    basedOn: row.based_on,
    problems,
  }
}

export function presentDraft(row: DraftRow, problems: FlowProblem[]): FlowDraft {
  return { ...presentDraftState(row, problems), document: row.document }
}

export function presentVersion(row: VersionSummaryRow): FlowVersionSummary {
  return {
    flowId: row.flow_id,
    version: row.version,
    name: row.name,
    note: row.note,
    createdAt: row.created_at.toISOString(),
    createdBy: { id: row.created_by_id, name: row.created_by },
    publishedFrom: row.published_at?.toISOString() ?? null,
    publishedUntil: row.published_until?.toISOString() ?? null,
    copyOf: row.copy_of,
  }
}
