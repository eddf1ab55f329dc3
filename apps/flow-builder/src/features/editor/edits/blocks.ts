import { FlowBlock, type FlowDocument } from '@iris/contracts'
import { blockOf, exitsOf, type KnownKind } from '@iris/flow'
import { blockSize, grid } from '../../../canvas/graph/block-shape.ts'
import { bottomOf, grown, meets, type Point, type Rect } from '../../../canvas/graph/geometry.ts'
import { freshId, idsOf } from './ids.ts'

/** An exit that is to lead to what is added. */
export interface ExitOf {
  readonly from: string
  readonly exit: string
}

/** A document with things in it that were not there, and their ids. */
export interface Added {
  readonly document: FlowDocument
  readonly ids: readonly string[]
}

/** Where a block lies, and how large it is drawn. */
export function rectOf(block: FlowBlock): Rect {
  return { ...block.at, ...blockSize(exitsOf(block).length) }
}

/** A new block as its kind begins; where others lie, below them. An exit that should lead there does so afterwards. */
export function addBlock(
  document: FlowDocument,
  kind: KnownKind,
  { at, after }: { readonly at: Point; readonly after?: ExitOf | undefined },
): Added {
  const fresh = FlowBlock.parse({ kind: kind.kind, settings: structuredClone(kind.fresh) })
  const place = onGrid(at)
  const block = { ...fresh, at: freePlace(document, { ...rectOf(fresh), ...place }) }
  const id = freshId(idsOf(document), kind.title)
  const added = withBlock(document, id, block)
  return { document: after ? connect(added, after.from, after.exit, id) : added, ids: [id] }
}

/** A new block between an exit and what it led to, which follows by the new block's first exit. */
export function insertOnWire(
  document: FlowDocument,
  kind: KnownKind,
  { at, after }: { readonly at: Point; readonly after: ExitOf },
): Added {
  const before = blockOf(document, after.from)?.exits[after.exit] ?? null
  const added = addBlock(document, kind, { at, after })
  const [id = ''] = added.ids
  const block = blockOf(added.document, id)
  const first = block && exitsOf(block)[0]
  if (!first || before === null) return added
  return { ...added, document: connect(added.document, id, first.id, before) }
}

export function connect(
  document: FlowDocument,
  from: string,
  exit: string,
  to: string | null,
): FlowDocument {
  return changeBlock(document, from, (block) =>
    (block.exits[exit] ?? null) === to
      ? block
      : { ...block, exits: { ...block.exits, [exit]: to } },
  )
}

/** Another block in the place of one; nothing where there is none of that id. */
export function replaceBlock(document: FlowDocument, id: string, block: FlowBlock): FlowDocument {
  return changeBlock(document, id, () => block)
}

/** Empty, it is called what its kind is called. */
export function renameBlock(document: FlowDocument, id: string, name: string): FlowDocument {
  const words = name.trim().slice(0, 80)
  return changeBlock(document, id, ({ name: _before, ...block }) =>
    words === '' ? block : { ...block, name: words },
  )
}

/** Switches blocks off; if all of them are off, on again. A start stays on: no call could enter. */
export function switchBlocks(document: FlowDocument, ids: readonly string[]): FlowDocument {
  const meant = ids.filter((id) => (blockOf(document, id)?.kind ?? 'start') !== 'start')
  const areOff = meant.every((id) => blockOf(document, id)?.disabled === true)
  return meant.reduce(
    (edited, id) =>
      changeBlock(edited, id, ({ disabled: _before, ...block }) =>
        areOff ? block : { ...block, disabled: true },
      ),
    document,
  )
}

export function withBlock(document: FlowDocument, id: string, block: FlowBlock): FlowDocument {
  return { ...document, blocks: { ...document.blocks, [id]: block } }
}

/** The document itself where nothing changes, so that nothing is undone or saved for it. */
function changeBlock(
  document: FlowDocument,
  id: string,
  change: (block: FlowBlock) => FlowBlock,
): FlowDocument {
  const block = blockOf(document, id)
  if (!block) return document
  const changed = change(block)
  return changed === block ? document : withBlock(document, id, changed)
}

function onGrid({ x, y }: Point): Point {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid }
}

/** There, or as little below as no other block is met. */
export function freePlace({ blocks }: FlowDocument, wanted: Rect): Point {
  const others = Object.values(blocks).map(rectOf)
  let y = wanted.y
  for (;;) {
    const around = grown({ ...wanted, y }, grid)
    const met = others.filter((other) => meets(around, other))
    if (met.length === 0) return { x: wanted.x, y }
    const below = Math.max(...met.map(bottomOf))
    y = Math.ceil(below / grid) * grid + 2 * grid
  }
}
