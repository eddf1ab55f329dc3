import type { CanvasState } from './canvas-context.ts'
import { noPreview } from './canvas-context.ts'
import type { CanvasBlock, CanvasFrame, CanvasNote } from './graph/canvas-graph.ts'
import { carriedBy } from './graph/carry.ts'
import type { Point, Rect } from './graph/geometry.ts'
import { boundsOf, grown, movedBy, spanned } from './graph/geometry.ts'
import { blockAt, caughtIn } from './graph/hit.ts'
import { itemOf } from './graph/scene.ts'
import { snapped, toGrid } from './graph/snap.ts'
import { visibleRect } from './graph/viewport.ts'

/** Something the pointer does from press to release. Until its end it only shows what it would do. */
export interface Gesture {
  update(event: PointerEvent): void
  finish(event: PointerEvent): void
}

/** How near an edge is caught by a neighbour's, in pixels. */
const snapReach = 6
const leastSize = 64

export function panGesture({ view }: CanvasState, start: PointerEvent): Gesture {
  let last = view.screenPoint(start)
  return {
    update(event) {
      const at = view.screenPoint(event)
      view.panBy({ x: at.x - last.x, y: at.y - last.y })
      last = at
    },
    finish() {},
  }
}

/** Drags all that is chosen, with what its frames hold. Alt keeps it from snapping. */
export function moveGesture(state: CanvasState, held: string, start: Point): Gesture {
  const { scene, view, preview, wishes } = state
  const { graph } = scene.value
  const ids = carriedBy(graph, state.selection.value)
  const first = itemOf(graph, held)
  const neighbours = neighboursOf(state, ids)

  function by(event: PointerEvent): Point {
    const at = view.graphPoint(event)
    const raw = { x: at.x - start.x, y: at.y - start.y }
    if (!first) return raw
    const reach = event.altKey ? 0 : snapReach / view.port.value.zoom
    const snap = event.altKey ? noSnap : snapped(movedBy(first, raw), neighbours, reach)
    const moved = { x: raw.x + snap.by.x, y: raw.y + snap.by.y }
    preview.value = { kind: 'move', ids, by: moved, guides: snap.guides }
    return moved
  }

  return {
    update(event) {
      by(event)
    },
    finish(event) {
      const { x, y } = by(event)
      preview.value = noPreview
      if (x !== 0 || y !== 0) wishes.move([...ids], x, y)
    },
  }
}

const noSnap = { by: { x: 0, y: 0 }, guides: [] }

/** What a dragged block may be lined up with: the blocks in view that stay where they are. */
function neighboursOf({ scene, view }: CanvasState, moving: ReadonlySet<string>): Rect[] {
  const seen = visibleRect(view.port.value, view.size.value)
  return scene.value.blocks.within(seen).filter(({ id }) => !moving.has(id))
}

/** Chooses all it touches, beside what was chosen before. */
export function marqueeGesture(
  { scene, view, preview, selection }: CanvasState,
  start: Point,
  before: ReadonlySet<string>,
): Gesture {
  return {
    update(event) {
      const rect = spanned(start, view.graphPoint(event))
      preview.value = { kind: 'marquee', rect }
      selection.value = new Set([...before, ...caughtIn(scene.value, rect)])
    },
    finish() {
      preview.value = noPreview
    },
  }
}

/** Leads an exit's wire to a block. Let go over nothing, a wired exit is unwired, an unwired one asks for a new block. */
export function wireGesture(state: CanvasState, block: CanvasBlock, row: number): Gesture {
  const { scene, view, preview, wishes } = state
  const exit = block.exits[row]

  function targetAt(point: Point): string | undefined {
    const reach = 12 / view.port.value.zoom
    const hit = blockAt(scene.value, point)
    const near = hit?.kind === 'block' ? hit.block : nearEntry(state, point, reach)
    return near?.isSource === true ? undefined : near?.id
  }

  return {
    update(event) {
      if (!exit) return
      const to = view.graphPoint(event)
      const over = targetAt(to)
      preview.value = { kind: 'wire', from: block.id, exit: exit.id, row, to, over }
    },
    finish(event) {
      preview.value = noPreview
      if (!exit) return
      const at = view.graphPoint(event)
      const to = targetAt(at)
      if (to !== undefined) {
        if (to !== exit.target) wishes.connect(block.id, exit.id, to)
      } else if (exit.target !== null) wishes.connect(block.id, exit.id, null)
      else wishes.insertAt({ at, kind: null, from: block.id, exit: exit.id })
    },
  }
}

/** A block whose edge is that near: a wire need not be dropped quite inside. */
function nearEntry(
  { scene }: CanvasState,
  { x, y }: Point,
  reach: number,
): CanvasBlock | undefined {
  return scene.value.blocks.within(grown({ x, y, width: 0, height: 0 }, reach)).at(-1)
}

/** Drags the lower right corner of a note or frame, on the grid. */
export function resizeGesture(
  { view, preview, wishes }: CanvasState,
  of: CanvasNote | CanvasFrame,
): Gesture {
  const rectAt = (event: PointerEvent): Rect => {
    const at = view.graphPoint(event)
    return {
      x: of.x,
      y: of.y,
      width: Math.max(leastSize, toGrid(at.x - of.x)),
      height: Math.max(leastSize, toGrid(at.y - of.y)),
    }
  }
  return {
    update(event) {
      preview.value = { kind: 'resize', id: of.id, rect: rectAt(event) }
    },
    finish(event) {
      preview.value = noPreview
      const rect = rectAt(event)
      if (rect.width !== of.width || rect.height !== of.height) wishes.resize(of.id, rect)
    },
  }
}

/** Two fingers: the graph stays under both. */
export function pinchGesture(
  { view }: CanvasState,
  fingers: ReadonlyMap<number, PointerEvent>,
): Gesture {
  const spread = (): { middle: Point; apart: number } => {
    const points = [...fingers.values()].map((finger) => view.screenPoint(finger))
    const around = boundsOf(points.map((point) => ({ ...point, width: 0, height: 0 })))
    const { x = 0, y = 0, width = 0, height = 0 } = around ?? {}
    return { middle: { x: x + width / 2, y: y + height / 2 }, apart: Math.hypot(width, height) }
  }
  let last = spread()
  return {
    update() {
      const now = spread()
      view.panBy({ x: now.middle.x - last.middle.x, y: now.middle.y - last.middle.y })
      if (last.apart > 0) view.zoomTo((view.port.value.zoom * now.apart) / last.apart, now.middle)
      last = now
    },
    finish() {},
  }
}
