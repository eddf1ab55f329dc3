import type { LiveDocumentKind, LiveDocumentOf, LivePatch } from '@iris/contracts'
import { isDeepStrictEqual } from 'node:util'

export type LiveDocument = LiveDocumentOf[LiveDocumentKind]

type Entries<Entry> = Readonly<Record<string, Entry>>
type Changed<Entry> = Record<string, Entry | null>

/** What makes one document of the other; `undefined` where nothing but the time is another. Entries that are the same object cost nothing. */
export function changesOf(before: LiveDocument, after: LiveDocument): LivePatch | undefined {
  if ('agents' in before && 'agents' in after) {
    const agents = changedEntries(before.agents, after.agents)
    return agents && { at: after.at, agents }
  }
  if (!('queues' in before) || !('queues' in after)) return undefined
  const queues = changedEntries(before.queues, after.queues)
  const { at, intervalFrom, states } = after
  const change: LivePatch = {
    ...(before.intervalFrom !== intervalFrom && { intervalFrom }),
    ...(!isDeepStrictEqual(before.states, states) && { states }),
    ...(queues && { queues }),
  }
  return Object.keys(change).length > 0 ? { at, ...change } : undefined
}

function changedEntries<Entry>(
  before: Entries<Entry>,
  after: Entries<Entry>,
): Changed<Entry> | undefined {
  const changed: Changed<Entry> = {}
  for (const [id, entry] of Object.entries(after)) {
    const was = before[id]
    if (was !== entry && !isDeepStrictEqual(was, entry)) changed[id] = entry
  }
  for (const id of Object.keys(before)) if (!(id in after)) changed[id] = null
  return Object.keys(changed).length > 0 ? changed : undefined
}

/** One change in place of two that come one after the other. */
export function mergePatches(earlier: LivePatch, later: LivePatch): LivePatch {
  return {
    ...earlier,
    ...later,
    ...(earlier.agents && { agents: { ...earlier.agents, ...later.agents } }),
    ...(earlier.queues && { queues: { ...earlier.queues, ...later.queues } }),
  }
}
