import type { FlowDocument } from '@iris/contracts'
import { blockOf, exitsOf, type KnownKind, targetOf } from '@iris/flow'
import type { Point } from '../../../canvas/graph/geometry.ts'
import { addBlock, type Added, insertOnWire, rectOf } from '../edits/blocks.ts'

/** Between a block and the one after it. */
const between = 96

/**
 * A new block after the one that is chosen: at the first of its exits that needs a wire, else in its first wire. Where no
 * single block is chosen, or it has no exit, in the middle of what is seen.
 */
export function afterChosen(
  document: FlowDocument,
  kind: KnownKind,
  { selection, centre }: { readonly selection: ReadonlySet<string>; readonly centre: Point },
): Added {
  const [from = ''] = selection.size === 1 ? selection : []
  const block = blockOf(document, from)
  if (!block) return addBlock(document, kind, { at: { x: centre.x - 116, y: centre.y - 40 } })
  const { x, y, width } = rectOf(block)
  const at = { x: x + width + between, y }
  const exits = exitsOf(block)
  const free = exits.find(({ id, optional }) => !optional && targetOf(block, id) === undefined)
  if (free) return addBlock(document, kind, { at, after: { from, exit: free.id } })
  const wired = exits.find(({ id }) => targetOf(block, id) !== undefined)
  if (wired) return insertOnWire(document, kind, { at, after: { from, exit: wired.id } })
  return addBlock(document, kind, { at })
}
