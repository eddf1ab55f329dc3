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
  const ways = new Map<string, Ways>()
  for (const [id, block] of Object.entries(document.blocks)) {
    if (isInstant(block) && (among === undefined || among.has(id))) {
      ways.set(id, { to: successors(document, block), all: isBounded(block) })
    }
  }
  const core = new LoopCore(ways)
  const loops: string[][] = []
  for (let loop = core.take(); loop.length > 0 && loops.length < mostLoops; loop = core.take()) {
    loops.push(loop)
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
 * The part of a graph in which every block has a way on, and those that go all their ways have no other: empty if and
 * only if no run can go round in it for ever. What is taken out of it is struck, with all that then leads nowhere; each
 * way is looked at once.
 */
class LoopCore {
  readonly #onward: ReadonlyMap<string, readonly string[]>
  readonly #predecessors: ReadonlyMap<string, readonly string[]>
  /** For each block that is left, how many of its ways it can still lose. */
  readonly #left = new Map<string, number>()

  constructor(ways: ReadonlyMap<string, Ways>) {
    this.#onward = new Map([...ways].map(([id, { to }]) => [id, to.filter((t) => ways.has(t))]))
    this.#predecessors = reversed(this.#onward)
    for (const [id, { to, all }] of ways) {
      const inside = this.#onward.get(id)?.length ?? 0
      this.#left.set(id, all ? Number(inside > 0 && inside === to.length) : inside)
    }
    this.#strike([...this.#left].filter(([, count]) => count === 0).map(([id]) => id))
  }

  /** A loop, in the order it is walked, that is taken out; empty where none is left. */
  take(): string[] {
    const path: string[] = []
    const places = new Map<string, number>()
    let [id] = this.#left.keys()
    while (id !== undefined && !places.has(id)) {
      places.set(id, path.length)
      path.push(id)
      // By the last way: that by which a counted loop is done.
      id = this.#onward.get(id)?.findLast((to) => this.#left.has(to))
    }
    const loop = id === undefined ? path : path.slice(places.get(id))
    this.#strike(loop)
    return loop
  }

  #strike(blocks: readonly string[]): void {
    const open = [...blocks]
    for (let end = open.pop(); end !== undefined; end = open.pop()) {
      if (!this.#left.delete(end)) continue
      for (const before of this.#predecessors.get(end) ?? []) {
        const count = this.#left.get(before)
        if (count === undefined) continue
        this.#left.set(before, count - 1)
        if (count <= 1) open.push(before)
      }
    }
  }
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
