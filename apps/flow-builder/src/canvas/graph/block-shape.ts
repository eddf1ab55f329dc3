import type { CanvasBlock } from './canvas-graph.ts'
import type { Point, Size } from './geometry.ts'

/** All on the grid of 8, so that ports of aligned blocks face each other. */
export const grid = 8
const blockWidth = 232
const headHeight = 56
const exitHeight = 24
const exitsPadding = 4

/** How large a block with so many exits is. */
export function blockSize(exits: number): Size {
  const rows = exits === 0 ? 0 : 2 * exitsPadding + exits * exitHeight
  return { width: blockWidth, height: headHeight + rows }
}

/** Where a wire leaves by the exit in that row. */
export function portOf(block: CanvasBlock, row: number): Point {
  return {
    x: block.x + block.width,
    y: block.y + headHeight + exitsPadding + (row + 0.5) * exitHeight,
  }
}

/** Where wires come in. */
export function entryOf(block: CanvasBlock): Point {
  return { x: block.x, y: block.y + headHeight / 2 }
}
