/** Everything here is in units of the graph: one is a CSS pixel at zoom 1. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Rect extends Point, Size {}

export function rightOf(rect: Rect): number {
  return rect.x + rect.width
}

export function bottomOf(rect: Rect): number {
  return rect.y + rect.height
}

export function centreOf(rect: Rect): Point {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
}

/** Whether two rectangles share a point; touching counts. */
export function meets(a: Rect, b: Rect): boolean {
  return a.x <= rightOf(b) && b.x <= rightOf(a) && a.y <= bottomOf(b) && b.y <= bottomOf(a)
}

/** Whether the whole of `inner` lies in `outer`. */
export function holds(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    rightOf(inner) <= rightOf(outer) &&
    bottomOf(inner) <= bottomOf(outer)
  )
}

export function holdsPoint(rect: Rect, { x, y }: Point): boolean {
  return x >= rect.x && y >= rect.y && x <= rightOf(rect) && y <= bottomOf(rect)
}

export function grown(rect: Rect, by: number): Rect {
  return {
    x: rect.x - by,
    y: rect.y - by,
    width: rect.width + 2 * by,
    height: rect.height + 2 * by,
  }
}

export function movedBy<R extends Rect>(rect: R, { x, y }: Point): R {
  return { ...rect, x: rect.x + x, y: rect.y + y }
}

/** The rectangle that two opposite corners span, in whatever order. */
export function spanned(a: Point, b: Point): Rect {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return { x, y, width: Math.max(a.x, b.x) - x, height: Math.max(a.y, b.y) - y }
}

/** The smallest rectangle around all of them; nothing around nothing. */
export function boundsOf(rects: Iterable<Rect>): Rect | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const rect of rects) {
    left = Math.min(left, rect.x)
    top = Math.min(top, rect.y)
    right = Math.max(right, rightOf(rect))
    bottom = Math.max(bottom, bottomOf(rect))
  }
  if (left > right) return undefined
  return { x: left, y: top, width: right - left, height: bottom - top }
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** How far a point is from the stretch between two others. */
export function distanceToStretch(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length
  const share = Math.max(0, Math.min(1, along))
  return distance(point, { x: from.x + share * dx, y: from.y + share * dy })
}
