import { portOf } from './block-shape.ts'
import type { CanvasBlock, CanvasExit, CanvasFrame, CanvasNote } from './canvas-graph.ts'
import type { Point, Rect } from './geometry.ts'
import { bottomOf, distance, grown, holdsPoint, meets, rightOf } from './geometry.ts'
import { distanceToRoute, routeOf } from './route.ts'
import type { Scene, Wire } from './scene.ts'
import { endsOf, wiresWithin } from './scene.ts'

/** What is under a point. */
export type Hit =
  | {
      readonly kind: 'port'
      readonly block: CanvasBlock
      readonly exit: CanvasExit
      readonly row: number
    }
  | { readonly kind: 'block'; readonly block: CanvasBlock }
  | { readonly kind: 'wire'; readonly wire: Wire; readonly isAtEnd: boolean }
  | { readonly kind: 'note'; readonly note: CanvasNote }
  | { readonly kind: 'frame'; readonly frame: CanvasFrame }
  | { readonly kind: 'corner'; readonly of: CanvasNote | CanvasFrame }
  | { readonly kind: 'nothing' }

/** How near is near enough, in pixels. */
const portReach = 11
const wireReach = 7
const endReach = 18
const cornerReach = 14
/** The band at the top of a frame by which it is taken hold of; and its edges. */
export const frameHead = 32
const frameEdge = 8
/** Ports and corners are too small to hit below this. */
const leastZoomForPorts = 0.45

/** What the pointer means at a point of the graph, what lies in front first. */
export function hitAt(scene: Scene, point: Point, zoom: number): Hit {
  return (
    (zoom >= leastZoomForPorts ? portAt(scene, point, zoom) : undefined) ??
    blockAt(scene, point) ??
    cornerAt(scene, point, zoom) ??
    noteAt(scene, point) ??
    wireAt(scene, point, zoom) ??
    frameAt(scene, point, zoom) ?? { kind: 'nothing' }
  )
}

function portAt(scene: Scene, point: Point, zoom: number): Hit | undefined {
  const reach = portReach / zoom
  for (const block of scene.blocks.within(around(point, reach)).toReversed()) {
    for (const [row, exit] of block.exits.entries()) {
      if (distance(portOf(block, row), point) <= reach) return { kind: 'port', block, exit, row }
    }
  }
  return undefined
}

/** The block in front at a point. */
export function blockAt(scene: Scene, point: Point): Hit | undefined {
  const block = scene.blocks.within(around(point, 0)).at(-1)
  return block && { kind: 'block', block }
}

function noteAt({ graph }: Scene, point: Point): Hit | undefined {
  const note = [...graph.notes.values()].findLast((rect) => holdsPoint(rect, point))
  return note && { kind: 'note', note }
}

function cornerAt({ graph }: Scene, point: Point, zoom: number): Hit | undefined {
  const reach = cornerReach / zoom
  const of = [...graph.frames.values(), ...graph.notes.values()].findLast(
    (rect) =>
      holdsPoint(rect, point) &&
      rightOf(rect) - point.x <= reach &&
      bottomOf(rect) - point.y <= reach,
  )
  return of && { kind: 'corner', of }
}

/** The nearest wire. Its end is the last stretch before the block it leads to. */
function wireAt(scene: Scene, point: Point, zoom: number): Hit | undefined {
  const reach = wireReach / zoom
  let nearest: { wire: Wire; away: number; toEnd: number } | undefined
  for (const wire of wiresWithin(scene, around(point, reach + 200), (block) => block)) {
    const ends = endsOf(wire, scene.graph, (block) => block)
    if (!ends) continue
    const away = distanceToRoute(routeOf(ends), point)
    if (away > reach || (nearest && away >= nearest.away)) continue
    nearest = { wire, away, toEnd: distance(ends.entry, point) }
  }
  return nearest && { kind: 'wire', wire: nearest.wire, isAtEnd: nearest.toEnd * zoom <= endReach }
}

function frameAt({ graph }: Scene, point: Point, zoom: number): Hit | undefined {
  const edge = frameEdge / zoom
  const frame = [...graph.frames.values()].findLast((rect) => {
    if (!holdsPoint(rect, point)) return false
    return point.y - rect.y <= frameHeadAt(zoom) || !holdsPoint(grown(rect, -edge), point)
  })
  return frame && { kind: 'frame', frame }
}

/** A frame's title keeps its size on the screen when the graph is small, so that it can be read. */
export function frameHeadAt(zoom: number): number {
  return frameHead / Math.min(1, zoom)
}

/** The block, note or frame that a press there is on. */
export function itemUnder(hit: Hit): string | undefined {
  switch (hit.kind) {
    case 'port':
    case 'block':
      return hit.block.id
    case 'note':
      return hit.note.id
    case 'frame':
      return hit.frame.id
    case 'corner':
      return hit.of.id
    case 'wire':
    case 'nothing':
      return undefined
  }
}

/** All that a marquee takes: blocks and notes it touches, frames it holds whole. */
export function caughtIn(scene: Scene, rect: Rect): Set<string> {
  const caught = new Set(scene.blocks.within(rect).map(({ id }) => id))
  for (const note of scene.graph.notes.values()) if (meets(note, rect)) caught.add(note.id)
  for (const frame of scene.graph.frames.values()) {
    const isInside = frame.x >= rect.x && frame.y >= rect.y
    if (isInside && rightOf(frame) <= rightOf(rect) && bottomOf(frame) <= bottomOf(rect)) {
      caught.add(frame.id)
    }
  }
  return caught
}

function around({ x, y }: Point, reach: number): Rect {
  return { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach }
}
