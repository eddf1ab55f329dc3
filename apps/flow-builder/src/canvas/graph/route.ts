import type { Point, Rect } from './geometry.ts'
import { bottomOf, distanceToStretch } from './geometry.ts'

/** How a wire runs: one curve forward, or in straight stretches with round corners where it has to come back. */
export type Route =
  | {
      readonly kind: 'curve'
      readonly from: Point
      readonly c1: Point
      readonly c2: Point
      readonly to: Point
    }
  | { readonly kind: 'steps'; readonly points: readonly Point[] }

/** What a wire leaves and reaches. */
export interface WireEnds {
  readonly port: Point
  readonly entry: Point
  readonly from: Rect
  readonly to: Rect
}

const roomAside = 24
export const cornerRadius = 10

export function routeOf({ port, entry, from, to }: WireEnds): Route {
  const ahead = entry.x - port.x
  if (ahead >= roomAside) return curve(port, entry, Math.min(160, Math.max(roomAside, ahead / 2)))
  const channel = channelBetween(from, to)
  return {
    kind: 'steps',
    points: [
      port,
      { x: port.x + roomAside, y: port.y },
      { x: port.x + roomAside, y: channel },
      { x: entry.x - roomAside, y: channel },
      { x: entry.x - roomAside, y: entry.y },
      entry,
    ],
  }
}

/** A wire that is still in the hand. */
export function looseRoute(port: Point, to: Point): Route {
  return curve(port, to, Math.min(160, Math.max(roomAside, Math.abs(to.x - port.x) / 2)))
}

function curve(from: Point, to: Point, pull: number): Route {
  return {
    kind: 'curve',
    from,
    c1: { x: from.x + pull, y: from.y },
    c2: { x: to.x - pull, y: to.y },
    to,
  }
}

/** The height at which a wire runs back: between the two if one is above the other, else below both. */
function channelBetween(from: Rect, to: Rect): number {
  if (to.y - bottomOf(from) >= roomAside) return (bottomOf(from) + to.y) / 2
  if (from.y - bottomOf(to) >= roomAside) return (bottomOf(to) + from.y) / 2
  return Math.max(bottomOf(from), bottomOf(to)) + roomAside
}

const curveStretches = 16

/** The route as straight stretches; of a curve, near enough to touch and measure. */
export function polylineOf(route: Route): readonly Point[] {
  if (route.kind === 'steps') return route.points
  return Array.from({ length: curveStretches + 1 }, (_, step) =>
    pointOn(route, step / curveStretches),
  )
}

function pointOn({ from, c1, c2, to }: Extract<Route, { kind: 'curve' }>, t: number): Point {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return {
    x: a * from.x + b * c1.x + c * c2.x + d * to.x,
    y: a * from.y + b * c1.y + c * c2.y + d * to.y,
  }
}

export function distanceToRoute(route: Route, point: Point): number {
  const points = polylineOf(route)
  let nearest = Infinity
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1], points[index]]
    if (from && to) nearest = Math.min(nearest, distanceToStretch(point, from, to))
  }
  return nearest
}

/** The middle of a route by its length: where a button on the wire sits. */
export function middleOf(route: Route): Point {
  if (route.kind === 'curve') return pointOn(route, 0.5)
  const { points } = route
  const [a, b] = [points[2], points[3]]
  return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : { x: 0, y: 0 }
}
