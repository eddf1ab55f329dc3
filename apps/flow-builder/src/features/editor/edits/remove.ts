import type { FlowDocument } from '@iris/contracts'
import { blockOf } from '@iris/flow'

/**
 * Without these blocks, notes and frames. A block that one wire led to and that led to one other is bridged: that wire
 * goes on to where it led. Other wires to what is gone become loose.
 */
export function removeItems(document: FlowDocument, ids: Iterable<string>): FlowDocument {
  const gone = new Set(ids)
  const incoming = countIncoming(document)
  const kept = Object.entries(document.blocks).filter(([id]) => !gone.has(id))
  const blocks = kept.map(([id, block]) => {
    const isUntouched = Object.values(block.exits).every((to) => to === null || !gone.has(to))
    if (isUntouched) return [id, block] as const
    const exits = Object.entries(block.exits).map(
      ([exit, to]) => [exit, survivor(document, to, { gone, incoming })] as const,
    )
    return [id, { ...block, exits: Object.fromEntries(exits) }] as const
  })
  const { notes, frames } = document
  return {
    ...document,
    blocks: Object.fromEntries(blocks),
    ...(notes && { notes: notes.filter(({ id }) => !gone.has(id)) }),
    ...(frames && { frames: frames.filter(({ id }) => !gone.has(id)) }),
  }
}

interface Gone {
  readonly gone: ReadonlySet<string>
  readonly incoming: ReadonlyMap<string, number>
}

/** Where a wire leads once those blocks are gone. */
function survivor(
  document: FlowDocument,
  target: string | null,
  { gone, incoming }: Gone,
): string | null {
  const passed = new Set<string>()
  let at = target
  while (at !== null && gone.has(at)) {
    const next = onlyTargetOf(document, at)
    if (passed.has(at) || incoming.get(at) !== 1 || next === undefined) return null
    passed.add(at)
    at = next
  }
  return at
}

function onlyTargetOf(document: FlowDocument, id: string): string | undefined {
  const exits = Object.values(blockOf(document, id)?.exits ?? {})
  const targets = new Set(exits.filter((to) => to !== null))
  const [first] = targets
  return targets.size === 1 ? first : undefined
}

function countIncoming({ blocks }: FlowDocument): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { exits } of Object.values(blocks)) {
    for (const to of Object.values(exits)) {
      if (to !== null) counts.set(to, (counts.get(to) ?? 0) + 1)
    }
  }
  return counts
}
