import { entryOf, portOf } from './block-shape.ts'
import type { CanvasBlock, CanvasFrame, CanvasGraph, CanvasNote, ExitKey } from './canvas-graph.ts'
import { exitKey } from './canvas-graph.ts'
import type { Rect } from './geometry.ts'
import { boundsOf, meets } from './geometry.ts'
import type { WireEnds } from './route.ts'
import type { SpatialIndex } from './spatial-index.ts'
import { spatialIndex } from './spatial-index.ts'

/** An exit that leads to a block. */
export interface Wire {
  readonly key: ExitKey
  readonly from: string
  readonly exit: string
  /** Which of the block's exits it is, from the top. */
  readonly row: number
  readonly to: string
  /** Around both its blocks. */
  readonly around: Rect
}

/** A graph made ready to be drawn, searched and walked. */
export interface Scene {
  readonly graph: CanvasGraph
  readonly blocks: SpatialIndex<CanvasBlock>
  readonly wires: readonly Wire[]
  /** Wires that leave a block, by its exits from the top. */
  readonly outgoing: ReadonlyMap<string, readonly Wire[]>
  readonly incoming: ReadonlyMap<string, readonly Wire[]>
  /** Around all that is drawn; nothing where nothing is. */
  readonly bounds: Rect | undefined
}

export function sceneOf(graph: CanvasGraph): Scene {
  const wires = wiresOf(graph)
  const { blocks, notes, frames } = graph
  return {
    graph,
    blocks: spatialIndex(blocks.values()),
    wires,
    outgoing: Map.groupBy(wires, ({ from }) => from),
    incoming: Map.groupBy(wires, ({ to }) => to),
    bounds: boundsOf([...blocks.values(), ...notes.values(), ...frames.values()]),
  }
}

/** Every exit that leads to a block of the graph. */
export function wiresOf({ blocks }: CanvasGraph): Wire[] {
  const wires: Wire[] = []
  for (const block of blocks.values()) {
    for (const [row, { id: exit, target }] of block.exits.entries()) {
      const to = target === null ? undefined : blocks.get(target)
      const around = to && boundsOf([block, to])
      if (!around) continue
      wires.push({ key: exitKey(block.id, exit), from: block.id, exit, row, to: to.id, around })
    }
  }
  return wires
}

/** Where blocks are now: while some are dragged, elsewhere than the graph says. */
export type Places = (block: CanvasBlock) => CanvasBlock

/** The ends of a wire. @returns nothing for a wire whose blocks are gone */
export function endsOf(wire: Wire, { blocks }: CanvasGraph, places: Places): WireEnds | undefined {
  const [source, target] = [blocks.get(wire.from), blocks.get(wire.to)]
  if (!source || !target) return undefined
  const [from, to] = [places(source), places(target)]
  return { port: portOf(from, wire.row), entry: entryOf(to), from, to }
}

/** The wires that may show in a part of the graph: those whose surroundings meet it. */
export function wiresWithin(scene: Scene, part: Rect, places: Places): Wire[] {
  return scene.wires.filter((wire) => {
    const [from, to] = [scene.graph.blocks.get(wire.from), scene.graph.blocks.get(wire.to)]
    if (!from || !to) return false
    const [fromNow, toNow] = [places(from), places(to)]
    if (fromNow === from && toNow === to) return meets(wire.around, part)
    const around = boundsOf([fromNow, toNow])
    return around !== undefined && meets(around, part)
  })
}

/** A block, note or frame by its id. */
export function itemOf(
  { blocks, notes, frames }: CanvasGraph,
  id: string,
): CanvasBlock | CanvasNote | CanvasFrame | undefined {
  return blocks.get(id) ?? notes.get(id) ?? frames.get(id)
}
