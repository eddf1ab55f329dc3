import type { CanvasBlock, CanvasGraph } from '../src/canvas/graph/canvas-graph.ts'
import type { Point, Rect } from '../src/canvas/graph/geometry.ts'
import { movedBy } from '../src/canvas/graph/geometry.ts'

/** What a page does with the canvas's wishes: a new graph for each. */
export function withMoved(graph: CanvasGraph, ids: readonly string[], by: Point): CanvasGraph {
  const moved = new Set(ids)
  const move = <Item extends Rect & { readonly id: string }>(items: ReadonlyMap<string, Item>) =>
    new Map([...items].map(([id, item]) => [id, moved.has(id) ? movedBy(item, by) : item]))
  return { blocks: move(graph.blocks), notes: move(graph.notes), frames: move(graph.frames) }
}

export function withPlaces(graph: CanvasGraph, places: ReadonlyMap<string, Rect>): CanvasGraph {
  const frames = [...graph.frames].map(
    ([id, frame]) => [id, { ...frame, ...places.get(id) }] as const,
  )
  const placed = { ...graph, frames: new Map(frames) }
  return withBlocks(placed, (block) => ({ ...block, ...places.get(block.id) }))
}

export function withConnection(
  graph: CanvasGraph,
  [from, exit, to]: readonly [string, string, string | null],
): CanvasGraph {
  return withBlocks(graph, (block) =>
    block.id === from
      ? {
          ...block,
          exits: block.exits.map((one) => (one.id === exit ? { ...one, target: to } : one)),
        }
      : block,
  )
}

export function withBlock(graph: CanvasGraph, block: CanvasBlock): CanvasGraph {
  return { ...graph, blocks: new Map(graph.blocks).set(block.id, block) }
}

export function withSwitched(graph: CanvasGraph, ids: readonly string[]): CanvasGraph {
  return withBlocks(graph, (block) =>
    ids.includes(block.id) ? { ...block, disabled: block.disabled !== true } : block,
  )
}

export function without(graph: CanvasGraph, ids: readonly string[]): CanvasGraph {
  const gone = new Set(ids)
  const rest = <Item>(items: ReadonlyMap<string, Item>) =>
    new Map([...items].filter(([id]) => !gone.has(id)))
  const left = { blocks: rest(graph.blocks), notes: rest(graph.notes), frames: rest(graph.frames) }
  return withBlocks(left, (block) =>
    block.exits.some(({ target }) => target !== null && gone.has(target))
      ? {
          ...block,
          exits: block.exits.map((exit) =>
            exit.target !== null && gone.has(exit.target) ? { ...exit, target: null } : exit,
          ),
        }
      : block,
  )
}

export function withWritten(graph: CanvasGraph, id: string, text: string): CanvasGraph {
  const [note, frame] = [graph.notes.get(id), graph.frames.get(id)]
  if (note) return { ...graph, notes: new Map(graph.notes).set(id, { ...note, text }) }
  if (frame) return { ...graph, frames: new Map(graph.frames).set(id, { ...frame, title: text }) }
  return graph
}

export function withSize(graph: CanvasGraph, id: string, rect: Rect): CanvasGraph {
  const [note, frame] = [graph.notes.get(id), graph.frames.get(id)]
  if (note) return { ...graph, notes: new Map(graph.notes).set(id, { ...note, ...rect }) }
  if (frame) return { ...graph, frames: new Map(graph.frames).set(id, { ...frame, ...rect }) }
  return graph
}

function withBlocks(graph: CanvasGraph, edit: (block: CanvasBlock) => CanvasBlock): CanvasGraph {
  return { ...graph, blocks: new Map([...graph.blocks].map(([id, block]) => [id, edit(block)])) }
}
