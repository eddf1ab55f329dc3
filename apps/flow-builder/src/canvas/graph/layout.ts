import { toGrid } from './snap.ts'
import type { CanvasGraph } from './canvas-graph.ts'
import type { Point } from './geometry.ts'
import { boundsOf } from './geometry.ts'
import { wiresOf } from './scene.ts'

/**
 * Places for all blocks, from left to right along the wires, with the top left corner of the whole where it was. The
 * library comes when it is first asked for. Same graph, same places.
 */
export async function arranged(graph: CanvasGraph): Promise<Map<string, Point>> {
  const { Graph, layout } = await import('@dagrejs/dagre')
  const plan = new Graph({ multigraph: true })
  plan.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 96, edgesep: 16, ranker: 'tight-tree' })
  plan.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of graph.blocks.values()) plan.setNode(id, { width, height })
  for (const { key, from, to } of wiresOf(graph)) plan.setEdge(from, to, {}, key)
  layout(plan)
  const places = [...graph.blocks.values()].map((block) => {
    const { x, y } = plan.node(block.id)
    return { ...block, x: x - block.width / 2, y: y - block.height / 2 }
  })
  const [before, after] = [boundsOf(graph.blocks.values()), boundsOf(places)]
  const shift = { x: (before?.x ?? 0) - (after?.x ?? 0), y: (before?.y ?? 0) - (after?.y ?? 0) }
  return new Map(
    places.map(({ id, x, y }) => [id, { x: toGrid(x + shift.x), y: toGrid(y + shift.y) }]),
  )
}
