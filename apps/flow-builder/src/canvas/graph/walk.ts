import type { CanvasBlock } from './canvas-graph.ts'
import type { Point } from './geometry.ts'
import { centreOf, distance } from './geometry.ts'
import type { Scene } from './scene.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The block an arrow key leads to, as the eye would: right along the first wired exit, left to the nearest block that leads
 * here, up and down among those that share a parent. Where no wire leads, to the nearest block on that side.
 */
export function walked(scene: Scene, from: string, direction: Direction): string | undefined {
  const block = scene.graph.blocks.get(from)
  if (!block) return firstBlock(scene)
  switch (direction) {
    case 'right':
      return (
        scene.outgoing.get(from)?.find(({ to }) => to !== from)?.to ??
        beside(scene, block, direction)
      )
    case 'left':
      return parentOf(scene, block)?.id ?? beside(scene, block, direction)
    case 'up':
      return siblingOf(scene, block, -1) ?? beside(scene, block, direction)
    case 'down':
      return siblingOf(scene, block, 1) ?? beside(scene, block, direction)
  }
}

/** Where walking begins: the block in which a flow starts, else the first. */
export function firstBlock({ graph }: Scene): string | undefined {
  const blocks = [...graph.blocks.values()]
  return (blocks.find(({ isSource }) => isSource === true) ?? blocks[0])?.id
}

/** Of the blocks that lead here, one before it, and the nearest. */
function parentOf(scene: Scene, block: CanvasBlock): CanvasBlock | undefined {
  const parents = (scene.incoming.get(block.id) ?? []).flatMap(
    ({ from }) => scene.graph.blocks.get(from) ?? [],
  )
  const others = parents.filter(({ id }) => id !== block.id)
  const before = others.filter(({ x }) => x < block.x)
  return nearestOf(before.length > 0 ? before : others, block)
}

/** The next target of the same parent, in the order in which they lie from top to bottom. */
function siblingOf(scene: Scene, block: CanvasBlock, step: 1 | -1): string | undefined {
  const parent = parentOf(scene, block)
  const targets = (parent && scene.outgoing.get(parent.id)) ?? []
  const siblings = [...new Set(targets.map(({ to }) => to))]
    .flatMap((id) => scene.graph.blocks.get(id) ?? [])
    .sort((a, b) => a.y - b.y || a.x - b.x)
  const place = siblings.findIndex(({ id }) => id === block.id)
  return place === -1 ? undefined : siblings[place + step]?.id
}

/** The block that lies most nearly straight on to that side, and near. */
function beside(scene: Scene, block: CanvasBlock, direction: Direction): string | undefined {
  const centre = centreOf(block)
  let best: { id: string; cost: number } | undefined
  for (const other of scene.graph.blocks.values()) {
    const { x, y } = centreOf(other)
    const [onward, aside] = alongAndAside({ x: x - centre.x, y: y - centre.y }, direction)
    if (other.id === block.id || onward <= 0 || aside > onward) continue
    const cost = onward + 2 * aside
    if (!best || cost < best.cost) best = { id: other.id, cost }
  }
  return best?.id
}

function alongAndAside({ x, y }: Point, direction: Direction): [onward: number, aside: number] {
  switch (direction) {
    case 'right':
      return [x, Math.abs(y)]
    case 'left':
      return [-x, Math.abs(y)]
    case 'down':
      return [y, Math.abs(x)]
    case 'up':
      return [-y, Math.abs(x)]
  }
}

function nearestOf(blocks: readonly CanvasBlock[], to: CanvasBlock): CanvasBlock | undefined {
  const centre = centreOf(to)
  let nearest: { block: CanvasBlock; away: number } | undefined
  for (const block of blocks) {
    const away = distance(centreOf(block), centre)
    if (!nearest || away < nearest.away) nearest = { block, away }
  }
  return nearest?.block
}

/** The blocks an exit of this block may lead to, the nearest first and itself last; narrowed to those whose words hold
 * the query. */
export function targetsFrom(scene: Scene, from: string, query: string): CanvasBlock[] {
  const block = scene.graph.blocks.get(from)
  const centre = block ? centreOf(block) : { x: 0, y: 0 }
  const wanted = query.trim().toLocaleLowerCase()
  return [...scene.graph.blocks.values()]
    .filter(({ isSource }) => isSource !== true)
    .filter(({ title, kindTitle, summary = '' }) =>
      `${title} ${kindTitle} ${summary}`.toLocaleLowerCase().includes(wanted),
    )
    .map((other) => ({
      other,
      away: other.id === from ? Infinity : distance(centreOf(other), centre),
    }))
    .sort((a, b) => a.away - b.away)
    .map(({ other }) => other)
}
