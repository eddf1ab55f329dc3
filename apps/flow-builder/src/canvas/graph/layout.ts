import type { Graph } from '@dagrejs/dagre'
import { grid } from './block-shape.ts'
import type { CanvasBlock, CanvasFrame, CanvasGraph } from './canvas-graph.ts'
import type { Rect } from './geometry.ts'
import { boundsOf, grown, holds } from './geometry.ts'
import { frameHead } from './hit.ts'
import { wiresOf } from './scene.ts'
import { toGrid } from './snap.ts'

/** Between a frame and the blocks in it. */
const framePadding = 3 * grid

/**
 * Places for all blocks, from left to right along the wires, with the top left corner of the whole where it was; and for
 * frames, which keep round the blocks they hold now. The library comes when it is first asked for. Same graph, same
 * places.
 */
export async function arranged(graph: CanvasGraph): Promise<Map<string, Rect>> {
  const { Graph, layout } = await import('@dagrejs/dagre')
  const held = heldBlocks(graph)
  const plan = planOf(new Graph({ multigraph: true, compound: true }), graph, held)
  layout(plan)
  const laid = [...graph.blocks.values()].map((block) => {
    const { x, y } = plan.node(block.id)
    return { ...block, x: x - block.width / 2, y: y - block.height / 2 }
  })
  const [before, after] = [boundsOf(graph.blocks.values()), boundsOf(laid)]
  const shift = { x: (before?.x ?? 0) - (after?.x ?? 0), y: (before?.y ?? 0) - (after?.y ?? 0) }
  const places = new Map<string, Rect>(
    laid.map(({ id, x, y, width, height }) => [
      id,
      { x: toGrid(x + shift.x), y: toGrid(y + shift.y), width, height },
    ]),
  )
  for (const [frame, blocks] of held) {
    const around = boundsOf(blocks.flatMap(({ id }) => places.get(id) ?? []))
    if (around) places.set(frame, framed(around))
  }
  return places
}

function planOf(
  plan: Graph,
  graph: CanvasGraph,
  held: ReadonlyMap<string, readonly CanvasBlock[]>,
): Graph {
  plan.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 96, edgesep: 16, ranker: 'tight-tree' })
  plan.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of graph.blocks.values()) plan.setNode(id, { width, height })
  for (const [frame, blocks] of held) {
    if (blocks.length === 0) continue
    plan.setNode(frame, {})
    for (const { id } of blocks) plan.setParent(id, frame)
  }
  for (const { key, from, to } of wiresOf(graph)) plan.setEdge(from, to, {}, key)
  return plan
}

/** The blocks that lie whole in each frame; of frames within frames, the smallest has them. */
function heldBlocks({ blocks, frames }: CanvasGraph): Map<string, CanvasBlock[]> {
  const smallestFirst = [...frames.values()].sort((a, b) => areaOf(a) - areaOf(b))
  const held = new Map(smallestFirst.map(({ id }): [string, CanvasBlock[]] => [id, []]))
  for (const block of blocks.values()) {
    const frame = smallestFirst.find((rect) => holds(rect, block))
    if (frame) held.get(frame.id)?.push(block)
  }
  return held
}

function areaOf({ width, height }: CanvasFrame): number {
  return width * height
}

/** A frame round its blocks, with room for its title. */
function framed(around: Rect): Rect {
  const { x, y, width, height } = grown(around, framePadding)
  return { x, y: y - frameHead, width, height: height + frameHead }
}
