import type { FlowDocument, FlowNode } from '@iris/contracts'

export type FlowNodeKind = FlowNode['kind']

/** One way out of a block; `target` is the block it leads to, if it leads anywhere. */
interface BlockExit {
  readonly name: string
  readonly target: string | null
}

/** A block of the picture. */
export interface Block {
  readonly id: string
  readonly node: FlowNode
  readonly exits: readonly BlockExit[]
  readonly position: { readonly x: number; readonly y: number }
}

/** An exit that leads to a block. */
interface Wire {
  readonly id: string
  readonly from: string
  readonly exit: string
  readonly to: string
}

export interface FlowGraph {
  readonly blocks: readonly Block[]
  readonly wires: readonly Wire[]
}

const columnWidth = 300
const rowHeight = 220

/**
 * What to draw of a flow, in the order callers come through it. Blocks without a place of their own get one by how far
 * they are from the start.
 */
export function graphOf(document: FlowDocument): FlowGraph {
  const places = placesOf(document)
  const blocks = [...places].flatMap(([id, position]) => {
    const node = document.nodes[id]
    return node ? [{ id, node, exits: exitsOf(node), position }] : []
  })
  const wires = blocks.flatMap(({ id, exits }) =>
    exits.flatMap(({ name, target }) =>
      target === null || !(target in document.nodes)
        ? []
        : [{ id: `${id}:${name}`, from: id, exit: name, to: target }],
    ),
  )
  return { blocks, wires }
}

/** A block's exits: what it is for first, what goes wrong last. */
function exitsOf(node: FlowNode): BlockExit[] {
  const exits: Readonly<Record<string, string | null>> = node.exits
  const rank = (name: string) => troubles.indexOf(name)
  return Object.entries(exits)
    .map(([name, target]) => ({ name, target }))
    .toSorted((a, b) => rank(a.name) - rank(b.name))
}

const troubles = ['no_input', 'no_match', 'timeout', 'otherwise', 'error']

function placesOf({ nodes }: FlowDocument): Map<string, { x: number; y: number }> {
  const places = new Map<string, { x: number; y: number }>()
  const inColumn = new Map<number, number>()
  for (const [id, depth] of depthsOf(nodes)) {
    const row = inColumn.get(depth) ?? 0
    inColumn.set(depth, row + 1)
    places.set(id, nodes[id]?.position ?? { x: depth * columnWidth, y: row * rowHeight })
  }
  return places
}

/** How many steps each block is from the start; those that cannot be reached stand past the rest. */
function depthsOf(nodes: FlowDocument['nodes']): Map<string, number> {
  const depths = new Map<string, number>()
  let front = Object.keys(nodes).filter((id) => nodes[id]?.kind === 'start')
  for (let depth = 0; front.length > 0; depth += 1) {
    for (const id of front) depths.set(id, depth)
    const next = front.flatMap((id) => targetsOf(nodes[id])).filter((id) => id in nodes)
    front = [...new Set(next)].filter((id) => !depths.has(id))
  }
  const beyond = Math.max(0, ...depths.values()) + 1
  for (const id of Object.keys(nodes)) if (!depths.has(id)) depths.set(id, beyond)
  return depths
}

function targetsOf(node: FlowNode | undefined): string[] {
  return node ? exitsOf(node).flatMap(({ target }) => target ?? []) : []
}
