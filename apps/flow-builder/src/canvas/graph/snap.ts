import { grid } from './block-shape.ts'
import type { Point, Rect } from './geometry.ts'
import { bottomOf, rightOf } from './geometry.ts'

/** A line that shows with what a dragged block is aligned: `at` on its axis, `from`–`to` along the other. */
export interface Guide {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly from: number
  readonly to: number
}

export interface Snapped {
  /** How far to move from where the pointer has it. */
  readonly by: Point
  readonly guides: readonly Guide[]
}

/**
 * Lines a dragged rectangle up with its neighbours (edges and middles), or else with the grid, on each axis by itself.
 * @param reach how near an edge must be to be caught, in units of the graph
 */
export function snapped(moving: Rect, neighbours: readonly Rect[], reach: number): Snapped {
  const x = nearestLine(linesAcross(moving), neighbours.flatMap(linesAcross), reach)
  const y = nearestLine(linesDown(moving), neighbours.flatMap(linesDown), reach)
  const by = { x: x ?? toGrid(moving.x) - moving.x, y: y ?? toGrid(moving.y) - moving.y }
  const placed = { ...moving, x: moving.x + by.x, y: moving.y + by.y }
  return {
    by,
    guides: [
      ...(x === undefined ? [] : guidesAcross(placed, neighbours)),
      ...(y === undefined ? [] : guidesDown(placed, neighbours)),
    ],
  }
}

export function toGrid(value: number): number {
  // Never −0, which is not what was there before.
  return Math.round(value / grid) * grid + 0
}

function linesAcross(rect: Rect): number[] {
  return [rect.x, rect.x + rect.width / 2, rightOf(rect)]
}

function linesDown(rect: Rect): number[] {
  return [rect.y, rect.y + rect.height / 2, bottomOf(rect)]
}

/** The shortest way from one of ours to one of theirs, within reach. */
function nearestLine(ours: number[], theirs: number[], reach: number): number | undefined {
  let best: number | undefined
  for (const line of ours) {
    for (const other of theirs) {
      const way = other - line
      if (Math.abs(way) <= Math.min(reach, Math.abs(best ?? Infinity))) best = way
    }
  }
  return best
}

const sameLine = 0.01

function guidesAcross(placed: Rect, neighbours: readonly Rect[]): Guide[] {
  return linesAcross(placed).flatMap((at) => {
    const aligned = neighbours.filter((rect) => linesAcross(rect).some((line) => isNear(line, at)))
    return guideThrough('x', at, aligned.length > 0 ? [placed, ...aligned] : [])
  })
}

function guidesDown(placed: Rect, neighbours: readonly Rect[]): Guide[] {
  return linesDown(placed).flatMap((at) => {
    const aligned = neighbours.filter((rect) => linesDown(rect).some((line) => isNear(line, at)))
    return guideThrough('y', at, aligned.length > 0 ? [placed, ...aligned] : [])
  })
}

function guideThrough(axis: 'x' | 'y', at: number, rects: readonly Rect[]): Guide[] {
  if (rects.length === 0) return []
  const from = rects.map((rect) => (axis === 'x' ? rect.y : rect.x))
  const to = rects.map((rect) => (axis === 'x' ? bottomOf(rect) : rightOf(rect)))
  return [{ axis, at, from: Math.min(...from), to: Math.max(...to) }]
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < sameLine
}
