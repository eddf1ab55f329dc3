import type { FlowDocument } from '@iris/contracts'
import type { Point, Rect } from '../../../canvas/graph/geometry.ts'
import { boundsOf } from '../../../canvas/graph/geometry.ts'
import { rectOf } from './blocks.ts'

interface Placed {
  readonly at: Point
}

/** Farther out no document reaches. */
const farthest = 1e6

/** Moves blocks, notes and frames, all by the same. */
export function moveItems(document: FlowDocument, ids: readonly string[], by: Point): FlowDocument {
  const moved = new Set(ids)
  if (moved.size === 0 || (by.x === 0 && by.y === 0)) return document
  return eachPlaced(document, (id, item) =>
    moved.has(id) ? { ...item, at: within({ x: item.at.x + by.x, y: item.at.y + by.y }) } : item,
  )
}

/** Gives blocks, notes and frames other places, and notes and frames other sizes with them. */
export function placeItems(
  document: FlowDocument,
  places: ReadonlyMap<string, Rect>,
): FlowDocument {
  return eachPlaced(document, (id, item) => {
    const place = places.get(id)
    if (!place) return item
    const at = within(place)
    if (!('size' in item)) return { ...item, at }
    return { ...item, at, size: { width: sized(place.width), height: sized(place.height) } }
  })
}

/** How blocks are lined up: by an edge or the middle, or with equal room between them. */
export type Alignment =
  | 'left'
  | 'centre'
  | 'right'
  | 'top'
  | 'middle'
  | 'bottom'
  | 'distributeAcross'
  | 'distributeDown'

/** Lines blocks up with one another; fewer than two, or three to distribute, stay as they are. */
export function alignBlocks(
  document: FlowDocument,
  ids: Iterable<string>,
  how: Alignment,
): FlowDocument {
  const items = [...ids].flatMap((id) => {
    const block = Object.hasOwn(document.blocks, id) ? document.blocks[id] : undefined
    return block ? [{ id, rect: rectOf(block) }] : []
  })
  const bounds = boundsOf(items.map(({ rect }) => rect))
  if (!bounds || items.length < 2) return document
  const places =
    how === 'distributeAcross'
      ? spread(items, 'x', 'width')
      : how === 'distributeDown'
        ? spread(items, 'y', 'height')
        : new Map(items.map(({ id, rect }) => [id, { ...rect, ...aligned(rect, bounds, how) }]))
  return placeItems(document, places)
}

function aligned(
  { width, height }: Rect,
  bounds: Rect,
  how: Exclude<Alignment, 'distributeAcross' | 'distributeDown'>,
): Partial<Point> {
  switch (how) {
    case 'left':
      return { x: bounds.x }
    case 'centre':
      return { x: bounds.x + (bounds.width - width) / 2 }
    case 'right':
      return { x: bounds.x + bounds.width - width }
    case 'top':
      return { y: bounds.y }
    case 'middle':
      return { y: bounds.y + (bounds.height - height) / 2 }
    case 'bottom':
      return { y: bounds.y + bounds.height - height }
  }
}

/** Equal room between neighbours; the first and the last stay. */
function spread(
  items: readonly { readonly id: string; readonly rect: Rect }[],
  axis: 'x' | 'y',
  length: 'width' | 'height',
): Map<string, Rect> {
  const sorted = items.toSorted((a, b) => a.rect[axis] - b.rect[axis])
  const [first, last] = [sorted[0]?.rect, sorted.at(-1)?.rect]
  if (!first || !last || sorted.length < 3) return new Map()
  const filled = sorted.reduce((sum, { rect }) => sum + rect[length], 0)
  const room = (last[axis] + last[length] - first[axis] - filled) / (sorted.length - 1)
  const places = new Map<string, Rect>()
  let next = first[axis]
  for (const { id, rect } of sorted) {
    places.set(id, { ...rect, [axis]: Math.round(next) })
    next += rect[length] + room
  }
  return places
}

function eachPlaced(
  document: FlowDocument,
  change: <Item extends Placed>(id: string, item: Item) => Item,
): FlowDocument {
  const { blocks, notes, frames } = document
  return {
    ...document,
    blocks: Object.fromEntries(
      Object.entries(blocks).map(([id, block]) => [id, change(id, block)]),
    ),
    ...(notes && { notes: notes.map((note) => change(note.id, note)) }),
    ...(frames && { frames: frames.map((frame) => change(frame.id, frame)) }),
  }
}

function within({ x, y }: Point): Point {
  const bound = (value: number) => Math.min(farthest, Math.max(-farthest, Math.round(value)))
  return { x: bound(x), y: bound(y) }
}

function sized(length: number): number {
  return Math.min(20_000, Math.max(20, Math.round(length)))
}
