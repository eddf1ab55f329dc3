import type { LiveDocumentKind, LiveDocumentOf, LivePatch } from '@iris/contracts'

type Document = LiveDocumentOf[LiveDocumentKind]

/** The document after a change. What has not changed stays the same object, so that lists can tell. */
export function applyPatch(document: Document, patch: LivePatch): Document {
  const at = patch.at ?? document.at
  if ('agents' in document) return { at, agents: withEntries(document.agents, patch.agents) }
  const intervalFrom = patch.intervalFrom ?? document.intervalFrom
  const states = patch.states ?? document.states
  return { at, intervalFrom, states, queues: withEntries(document.queues, patch.queues) }
}

function withEntries<Entry>(
  entries: Record<string, Entry>,
  changed: Readonly<Record<string, Entry | null>> | undefined,
): Record<string, Entry> {
  if (!changed) return entries
  const next = { ...entries }
  for (const [id, entry] of Object.entries(changed)) {
    if (entry === null) delete next[id]
    else next[id] = entry
  }
  return next
}
