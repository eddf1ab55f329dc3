import type { Point, Rect, Size } from './geometry.ts'
import { bottomOf, centreOf, rightOf } from './geometry.ts'

/** What part of the graph is seen: the point in the top left corner, and how large a unit is in pixels. */
export interface Viewport extends Point {
  readonly zoom: number
}

export const leastZoom = 0.1
export const mostZoom = 2
/** The next larger or smaller by key or button. */
export const zoomStep = 1.25

export function clampZoom(zoom: number): number {
  return Math.min(mostZoom, Math.max(leastZoom, zoom))
}

export function toGraph(view: Viewport, screen: Point): Point {
  return { x: view.x + screen.x / view.zoom, y: view.y + screen.y / view.zoom }
}

export function toScreen(view: Viewport, point: Point): Point {
  return { x: (point.x - view.x) * view.zoom, y: (point.y - view.y) * view.zoom }
}

/** What of the graph shows on a screen of this size. */
export function visibleRect(view: Viewport, screen: Size): Rect {
  const { x, y, zoom } = view
  return { x, y, width: screen.width / zoom, height: screen.height / zoom }
}

/** Moved as if the paper were dragged by so many pixels. */
export function pannedBy(view: Viewport, pixels: Point): Viewport {
  return { ...view, x: view.x - pixels.x / view.zoom, y: view.y - pixels.y / view.zoom }
}

/** Zoomed so that what is under the point of the screen stays there. */
export function zoomedAt(view: Viewport, screen: Point, zoom: number): Viewport {
  const next = clampZoom(zoom)
  const { x, y } = toGraph(view, screen)
  return { zoom: next, x: x - screen.x / next, y: y - screen.y / next }
}

/** The same zoom, with the point in the middle of the screen. */
export function centredOn(zoom: number, { x, y }: Point, screen: Size): Viewport {
  return { zoom, x: x - screen.width / zoom / 2, y: y - screen.height / zoom / 2 }
}

const fitPadding = 48
/** To show all, it may get smaller than by hand. */
const leastFitZoom = 0.01

/** All of it on the screen, in the middle, never larger than life. */
export function fitted(bounds: Rect, screen: Size): Viewport {
  const zoom = Math.min(
    1,
    (screen.width - 2 * fitPadding) / Math.max(1, bounds.width),
    (screen.height - 2 * fitPadding) / Math.max(1, bounds.height),
  )
  return centredOn(Math.max(leastFitZoom, zoom), centreOf(bounds), screen)
}

const revealPadding = 32

/** Moved by as little as shows the rectangle; not at all where it shows already. Its top left wins if it is too large. */
export function revealed(view: Viewport, screen: Size, rect: Rect): Viewport {
  const seen = visibleRect(view, screen)
  const padding = revealPadding / view.zoom
  return {
    ...view,
    x: shifted(seen.x, rightOf(seen), rect.x - padding, rightOf(rect) + padding),
    y: shifted(seen.y, bottomOf(seen), rect.y - padding, bottomOf(rect) + padding),
  }
}

function shifted(from: number, to: number, wantedFrom: number, wantedTo: number): number {
  if (wantedFrom < from || wantedTo - wantedFrom > to - from) return wantedFrom
  return wantedTo > to ? from + wantedTo - to : from
}
