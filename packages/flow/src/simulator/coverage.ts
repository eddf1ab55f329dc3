import type { FlowDocument } from '@iris/contracts'
import { blockOf, exitsTaken, startOf, targetOf } from '../document/blocks.ts'
import { reachableFrom } from '../validation/paths.ts'
import type { ExitsTaken } from './exits-taken.ts'

interface Share {
  readonly covered: number
  readonly total: number
  /** 0 to 100, whole and rounded down: 100 is all of them. */
  readonly percent: number
}

export interface BlockCoverage {
  readonly visited: boolean
  readonly covered: readonly string[]
  readonly missing: readonly string[]
}

/** How much of a flow some runs came through. */
export interface Coverage {
  /** Blocks that can be reached. */
  readonly blocks: Share
  /** Their exits; an optional one counts once it leads somewhere. */
  readonly exits: Share
  readonly perBlock: Readonly<Record<string, BlockCoverage>>
}

/** Sums up what runs of a document have taken. What is not in the document does not count. */
export function coverageOf(document: FlowDocument, runs: readonly ExitsTaken[]): Coverage {
  const start = startOf(document)
  const reachable = start === undefined ? [] : [...reachableFrom(document, [start])]
  const perBlock = Object.fromEntries(
    reachable
      .filter((id) => blockOf(document, id) !== undefined)
      .map((id) => [id, ofBlock(document, id, runs)]),
  )
  const all = Object.values(perBlock)
  const sum = (count: (one: BlockCoverage) => number) =>
    all.reduce((total, one) => total + count(one), 0)
  const covered = sum((one) => one.covered.length)
  return {
    blocks: share(all.filter(({ visited }) => visited).length, all.length),
    exits: share(covered, covered + sum((one) => one.missing.length)),
    perBlock,
  }
}

function ofBlock(document: FlowDocument, id: string, runs: readonly ExitsTaken[]): BlockCoverage {
  const visits = runs.flatMap((taken) => (Object.hasOwn(taken, id) ? [taken[id] ?? []] : []))
  const taken = new Set(visits.flat())
  const block = blockOf(document, id)
  const counted =
    block === undefined
      ? []
      : exitsTaken(block)
          .filter((exit) => exit.optional !== true || targetOf(block, exit.id) !== undefined)
          .map((exit) => exit.id)
  return {
    visited: visits.length > 0,
    covered: counted.filter((exit) => taken.has(exit)),
    missing: counted.filter((exit) => !taken.has(exit)),
  }
}

function share(covered: number, total: number): Share {
  return { covered, total, percent: total === 0 ? 100 : Math.floor((covered / total) * 100) }
}
