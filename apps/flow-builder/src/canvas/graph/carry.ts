import type { CanvasGraph } from './canvas-graph.ts'
import { holds } from './geometry.ts'

/** All that moves when these are dragged: themselves, and what lies whole in a frame among them. */
export function carriedBy(
  { blocks, notes, frames }: CanvasGraph,
  ids: Iterable<string>,
): Set<string> {
  const carried = new Set(ids)
  const queue = [...carried]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const frame = frames.get(id)
    if (!frame) continue
    for (const item of [...blocks.values(), ...notes.values(), ...frames.values()]) {
      if (carried.has(item.id) || !holds(frame, item)) continue
      carried.add(item.id)
      if (frames.has(item.id)) queue.push(item.id)
    }
  }
  return carried
}
