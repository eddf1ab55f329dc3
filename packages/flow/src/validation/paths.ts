import type { FlowBlock, FlowDocument } from '@iris/contracts'
import { blockOf, exitsTaken, targetOf, targetsOf } from '../document/blocks.ts'
import { kindNamed } from '../kinds/registry.ts'

/** The blocks this one can lead to, each once; targets that do not exist are left out. */
function successors(document: FlowDocument, block: FlowBlock): string[] {
  return targetsOf(block).filter((id) => blockOf(document, id) !== undefined)
}

/** Blocks that need neither the caller nor time: a loop of them alone would spin. */
export function isInstant({ kind, disabled }: FlowBlock): boolean {
  const known = kindNamed(kind)
  if (known === undefined || disabled === true) return disabled === true
  return known.waits === 'never' || known.waits === 'outside'
}

/** Blocks that go each of their ways in the end, however often they are come to. */
export function isBounded({ kind, disabled }: FlowBlock): boolean {
  return disabled !== true && kindNamed(kind)?.isBounded === true
}

/** Every block a call that begins at one of these can come to, these included. */
export function reachableFrom(document: FlowDocument, ids: readonly string[]): ReadonlySet<string> {
  return closure(ids, (id) => {
    const block = blockOf(document, id)
    return block === undefined ? [] : successors(document, block)
  })
}

/**
 * Reachable blocks from which the call can neither end nor reach a queue, and that no missing wire explains: a block with
 * an unwired exit has that problem already.
 */
export function trappedBlocks(document: FlowDocument, reachable: ReadonlySet<string>): string[] {
  const blocks = Object.entries(document.blocks).filter(([id]) => reachable.has(id))
  const predecessors = reversed(
    new Map(blocks.map(([id, block]) => [id, successors(document, block)])),
  )
  const ways = blocks.filter(([, block]) => isWayOut(document, block)).map(([id]) => id)
  const saved = closure(ways, (id) => predecessors.get(id) ?? [])
  return blocks.map(([id]) => id).filter((id) => !saved.has(id))
}

function isWayOut(document: FlowDocument, block: FlowBlock): boolean {
  const kind = kindNamed(block.kind)
  if (kind === undefined) return true
  if (kind.isWayOut === true && block.disabled !== true) return true
  const exits = exitsTaken(block)
  if (exits.length === 0) return successors(document, block).length === 0
  return exits.some(({ id, optional }) => {
    // Callers do not come to an end by what should not happen and nobody has thought of.
    if (optional === true && (id === 'guard' || id === 'error')) return false
    const target = targetOf(block, id)
    return target === undefined || blockOf(document, target) === undefined
  })
}

/**
 * Loops of blocks that need neither time nor caller: a call that enters one would spin. Each is given in the order it is
 * walked; loops that share blocks with one that was found are not told apart.
 */
export function instantLoops(
  document: FlowDocument,
  among: ReadonlySet<string> | undefined,
): string[][] {
  const edges = new Map<string, Ways>()
  for (const [id, block] of Object.entries(document.blocks)) {
    if (isInstant(block) && (among === undefined || among.has(id))) {
      edges.set(id, { to: successors(document, block), all: isBounded(block) })
    }
  }
  const loops: string[][] = []
  for (
    let core = withinLoops(edges);
    core.size > 0 && loops.length < mostLoops;
    core = withinLoops(edges)
  ) {
    const loop = firstLoop(core)
    loops.push(loop)
    for (const id of loop) edges.delete(id)
  }
  return loops
}

/** So many are told at most: whoever has more begins with these. */
const mostLoops = 20

interface Ways {
  readonly to: readonly string[]
  /** Each of the ways is taken in the end: one that leads out is enough. */
  readonly all: boolean
}

/**
 * The part of a graph in which every block has a way on, and those that go all their ways have no other; empty if and
 * only if no run can go round in it for ever.
 */
function withinLoops(edges: ReadonlyMap<string, Ways>): Map<string, string[]> {
  const onward = new Map([...edges].map(([id, { to }]) => [id, to.filter((t) => edges.has(t))]))
  const predecessors = reversed(onward)
  const left = new Map(
    [...edges].map(([id, { to, all }]) => {
      const ways = onward.get(id)?.length ?? 0
      if (!all) return [id, ways]
      return [id, ways > 0 && ways === to.length ? 1 : 0]
    }),
  )
  const ends = [...left].filter(([, count]) => count === 0).map(([id]) => id)
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end)
    for (const before of predecessors.get(end) ?? []) {
      const count = (left.get(before) ?? 0) - 1
      if (left.has(before)) left.set(before, count)
      if (count === 0) ends.push(before)
    }
  }
  return new Map(
    [...left.keys()].map((id) => [id, (onward.get(id) ?? []).filter((t) => left.has(t))]),
  )
}

/** Walks on, by the last way, until a block comes up again. Every block of `core` has a way on within it. */
function firstLoop(core: ReadonlyMap<string, readonly string[]>): string[] {
  const path: string[] = []
  const places = new Map<string, number>()
  let [id] = core.keys()
  while (id !== undefined && !places.has(id)) {
    places.set(id, path.length)
    path.push(id)
    id = core.get(id)?.at(-1)
  }
  return id === undefined ? path : path.slice(places.get(id))
}

/** For each block those that lead to it. */
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
