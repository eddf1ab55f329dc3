import type { FlowDocument, FlowNode } from '@iris/contracts'
import { exitsOf, isInstant, nodeOf, targetOf } from './exits.ts'

/** The nodes an exit of this one leads to, each once; targets that do not exist are left out. */
function successors(document: FlowDocument, node: FlowNode): string[] {
  const targets = exitsOf(node).map((exit) => targetOf(node, exit))
  return [...new Set(targets)].filter(
    (id): id is string => id !== undefined && nodeOf(document, id) !== undefined,
  )
}

/** Every node a call that begins at one of these can come to, these included. */
export function reachableFrom(document: FlowDocument, ids: readonly string[]): ReadonlySet<string> {
  return closure(ids, (id) => {
    const node = nodeOf(document, id)
    return node === undefined ? [] : successors(document, node)
  })
}

/**
 * Reachable nodes from which the call can neither end nor reach a queue, and that no missing wire explains: a node with
 * an unwired exit has that problem already.
 */
export function trappedNodes(document: FlowDocument, reachable: ReadonlySet<string>): string[] {
  const nodes = Object.entries(document.nodes).filter(([id]) => reachable.has(id))
  const predecessors = reversed(
    new Map(nodes.map(([id, node]) => [id, successors(document, node)])),
  )
  const ways = nodes.filter(([, node]) => isWayOut(document, node)).map(([id]) => id)
  const saved = closure(ways, (id) => predecessors.get(id) ?? [])
  return nodes.map(([id]) => id).filter((id) => !saved.has(id))
}

function isWayOut(document: FlowDocument, node: FlowNode): boolean {
  if (node.kind === 'hang_up' || node.kind === 'enqueue') return true
  return exitsOf(node).some((exit) => {
    const target = targetOf(node, exit)
    return target === undefined || nodeOf(document, target) === undefined
  })
}

/**
 * Loops of nodes that need neither time nor caller: a call that enters one would spin. Each is given in the order it is
 * walked; loops that share nodes with one that was found are not told apart.
 */
export function instantLoops(
  document: FlowDocument,
  among: ReadonlySet<string> | undefined,
): string[][] {
  const edges = new Map<string, string[]>()
  for (const [id, node] of Object.entries(document.nodes)) {
    if (isInstant(node) && (among === undefined || among.has(id))) {
      edges.set(id, successors(document, node))
    }
  }
  const loops: string[][] = []
  for (let core = withinLoops(edges); core.size > 0; core = withinLoops(edges)) {
    const loop = firstLoop(core)
    loops.push(loop)
    for (const id of loop) edges.delete(id)
  }
  return loops
}

/** The part of a graph in which every node has a way on; empty if and only if the graph has no loop. */
function withinLoops(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const onward = new Map(
    [...edges].map(([id, targets]) => [id, targets.filter((t) => edges.has(t))]),
  )
  const predecessors = reversed(onward)
  const left = new Map([...onward].map(([id, targets]) => [id, targets.length]))
  const ends = [...left].filter(([, count]) => count === 0).map(([id]) => id)
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end)
    for (const before of predecessors.get(end) ?? []) {
      const count = (left.get(before) ?? 0) - 1
      left.set(before, count)
      if (count === 0) ends.push(before)
    }
  }
  return new Map(
    [...left.keys()].map((id) => [id, (onward.get(id) ?? []).filter((t) => left.has(t))]),
  )
}

/** Walks on until a node comes up again. Every node of `core` has a way on within it. */
function firstLoop(core: ReadonlyMap<string, readonly string[]>): string[] {
  const path: string[] = []
  let [id] = core.keys()
  while (id !== undefined && !path.includes(id)) {
    path.push(id)
    id = core.get(id)?.[0]
  }
  return id === undefined ? path : path.slice(path.indexOf(id))
}

/** For each node those that lead to it. */
function reversed(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string[]> {
  const predecessors = new Map<string, string[]>()
  for (const [id, targets] of edges) {
    for (const target of targets) {
      const known = predecessors.get(target)
      if (known === undefined) predecessors.set(target, [id])
      else known.push(id)
    }
  }
  return predecessors
}

function closure(
  from: readonly string[],
  onward: (id: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set(from)
  const open = [...from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of onward(id)) {
      if (found.has(next)) continue
      found.add(next)
      open.push(next)
    }
  }
  return found
}
