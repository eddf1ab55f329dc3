import { onScopeDispose } from 'vue'
import type { Point, Size } from './graph/geometry.ts'
import type { CanvasView } from './use-canvas-view.ts'

export interface EdgePan {
  /** Says where the pointer is while it drags something. */
  follow(event: PointerEvent): void
  stop(): void
}

/** The band along the edges in which the paper begins to move, and how fast at most, in pixels a frame. */
const band = 40
const mostSpeed = 14

/** How far to pan for a pointer there: nothing inside, faster the nearer the edge. */
export function edgePan({ x, y }: Point, { width, height }: Size): Point {
  return { x: speedAt(x, width), y: speedAt(y, height) }
}

function speedAt(place: number, length: number): number {
  const [before, after] = [
    Math.min(1, (band - place) / band),
    Math.min(1, (place - length + band) / band),
  ]
  if (before > 0) return Math.round(before * mostSpeed)
  return after > 0 ? -Math.round(after * mostSpeed) : 0
}

/** Moves the paper while something is dragged to an edge of it, so that it can be dragged further. */
export function useEdgePan(view: CanvasView, moved: (event: PointerEvent) => void): EdgePan {
  let last: PointerEvent | undefined
  let frame: number | undefined

  function turn(): void {
    frame = undefined
    if (!last) return
    const by = edgePan(view.screenPoint(last), view.size.value)
    if (by.x === 0 && by.y === 0) return
    view.panBy(by)
    moved(last)
    frame = requestAnimationFrame(turn)
  }

  function stop(): void {
    last = undefined
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
  }
  onScopeDispose(stop)

  return {
    follow(event) {
      last = event
      frame ??= requestAnimationFrame(turn)
    },
    stop,
  }
}
