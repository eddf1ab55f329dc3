import * as fc from 'fast-check'
import { blockSize } from '../block-shape.ts'
import type { CanvasBlock, CanvasGraph } from '../canvas-graph.ts'
import type { Rect } from '../geometry.ts'

/** A block with so many exits, the first of which lead to those named. */
export function block(
  id: string,
  at: { x: number; y: number },
  targets: readonly (string | null)[] = [],
): CanvasBlock {
  return {
    id,
    ...at,
    ...blockSize(targets.length),
    title: `Block ${id}`,
    kindTitle: 'Menu',
    icon: () => null,
    colour: 'blue',
    exits: targets.map((target, row) => ({ id: `exit_${row}`, title: `Exit ${row}`, target })),
  }
}

export function graphWith(
  blocks: readonly CanvasBlock[],
  rest: Partial<Pick<CanvasGraph, 'notes' | 'frames'>> = {},
): CanvasGraph {
  return {
    blocks: new Map(blocks.map((one) => [one.id, one])),
    notes: new Map(),
    frames: new Map(),
    ...rest,
  }
}

const coordinate = fc.integer({ min: -5000, max: 5000 })

export const anyRect: fc.Arbitrary<Rect> = fc.record({
  x: coordinate,
  y: coordinate,
  width: fc.integer({ min: 1, max: 2000 }),
  height: fc.integer({ min: 1, max: 2000 }),
})

export const anyPoint = fc.record({ x: coordinate, y: coordinate })

/** Up to twenty blocks anywhere, wired anyhow: to themselves, round in circles, to blocks that are gone. */
export const anyGraph: fc.Arbitrary<CanvasGraph> = fc
  .array(
    fc.record({
      at: anyPoint,
      targets: fc.array(fc.option(fc.integer({ min: 0, max: 24 })), { maxLength: 5 }),
    }),
    { maxLength: 20 },
  )
  .map((blocks) =>
    graphWith(
      blocks.map(({ at, targets }, index) =>
        block(
          String(index),
          at,
          targets.map((target) => (target === null ? null : String(target))),
        ),
      ),
    ),
  )
