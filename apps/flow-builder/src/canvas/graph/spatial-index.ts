import type { Rect } from './geometry.ts'
import { bottomOf, meets, rightOf } from './geometry.ts'

const cellSize = 512

/** Finds what lies in a part of the graph without asking all of it. Made once for a graph, then read. */
export interface SpatialIndex<Item extends Rect> {
  /** All that meet the rectangle, in the order in which they were given. */
  within(rect: Rect): Item[]
}

export function spatialIndex<Item extends Rect>(items: Iterable<Item>): SpatialIndex<Item> {
  const all = [...items]
  const cells = new Map<string, number[]>()
  all.forEach((item, position) => {
    for (const cell of cellsOf(item)) {
      const held = cells.get(cell)
      if (held) held.push(position)
      else cells.set(cell, [position])
    }
  })
  return {
    within(rect) {
      // A view of most of the graph has more cells than the graph has items.
      if ((rect.width / cellSize) * (rect.height / cellSize) > all.length) {
        return all.filter((item) => meets(item, rect))
      }
      const found = new Set<number>()
      for (const cell of cellsOf(rect)) {
        for (const position of cells.get(cell) ?? []) found.add(position)
      }
      return [...found]
        .sort((a, b) => a - b)
        .flatMap((position) => all[position] ?? [])
        .filter((item) => meets(item, rect))
    },
  }
}

function* cellsOf(rect: Rect): Generator<string> {
  const [right, bottom] = [rightOf(rect), bottomOf(rect)]
  for (let x = Math.floor(rect.x / cellSize); x * cellSize <= right; x += 1) {
    for (let y = Math.floor(rect.y / cellSize); y * cellSize <= bottom; y += 1) yield `${x},${y}`
  }
}
