import type { FlowCounts, FlowDocument } from '@iris/contracts'
import { blockName, exitsOf } from '@iris/flow'
import type {
  BlockOverlay,
  CanvasOverlays,
  ExitKey,
  ExitOverlay,
} from '../../canvas/graph/canvas-graph.ts'
import { exitKey, noOverlays } from '../../canvas/graph/canvas-graph.ts'
import { exitLabel } from '../../kinds/exit-label.ts'
import { liveWords } from './live-words.ts'

type Counts = FlowCounts['blocks']

/** How many came by each wire, who is at each block now, and who hung up there. */
export function countsOverlay({ blocks }: FlowDocument, counts: Counts): CanvasOverlays {
  const known = Object.entries(counts).filter(([id]) => Object.hasOwn(blocks, id))
  const most = Math.max(1, ...known.flatMap(([, { left }]) => Object.values(left)))
  return {
    ...noOverlays,
    blocks: new Map(known.flatMap(([id, count]) => blockOverlay(id, count))),
    exits: new Map(
      known.flatMap(([id, count]) => {
        const block = blocks[id]
        return block === undefined ? [] : exitOverlays(id, block, { count, most })
      }),
    ),
  }
}

function exitOverlays(
  id: string,
  block: FlowDocument['blocks'][string],
  { count: { left, entered }, most }: { readonly count: Counts[string]; readonly most: number },
): (readonly [ExitKey, ExitOverlay])[] {
  return exitsOf(block)
    .filter((exit) => (left[exit.id] ?? 0) > 0)
    .map((exit) => {
      const count = left[exit.id] ?? 0
      const said = {
        count,
        entered,
        exit: exitLabel(block, exit),
        percent: percentOf(count, entered),
      }
      const overlay: ExitOverlay = {
        tone: 'busy',
        label: String(count),
        share: count / most,
        title: liveWords('counts.exitTitle', said),
      }
      return [exitKey(id, exit.id), overlay] as const
    })
}

function blockOverlay(
  id: string,
  { inside, dropped, entered }: Counts[string],
): (readonly [string, BlockOverlay])[] {
  const parts = [
    ...(inside > 0
      ? [
          [
            liveWords('counts.inside', { count: inside }),
            liveWords('counts.insideTitle', { count: inside }),
          ] as const,
        ]
      : []),
    ...(dropped > 0
      ? [
          [
            liveWords('counts.dropped', { count: dropped }),
            liveWords('counts.droppedTitle', {
              count: dropped,
              entered,
              percent: percentOf(dropped, entered),
            }),
          ] as const,
        ]
      : []),
  ]
  if (parts.length === 0) return []
  const overlay: BlockOverlay = {
    tone: dropped > 0 ? 'warning' : 'available',
    label: parts.map(([label]) => label).join(' · '),
    title: parts.map(([, title]) => title).join('. '),
  }
  return [[id, overlay]]
}

/** A block at which callers hung up. */
export interface DropOff {
  readonly id: string
  readonly name: string
  readonly dropped: number
  readonly entered: number
  readonly percent: number
}

/** Where callers hung up, most first. */
export function dropOffs({ blocks }: FlowDocument, counts: Counts): DropOff[] {
  return Object.entries(counts)
    .flatMap(([id, { dropped, entered }]) => {
      const block = Object.hasOwn(blocks, id) ? blocks[id] : undefined
      if (block === undefined || dropped === 0) return []
      return [
        { id, name: blockName(block), dropped, entered, percent: percentOf(dropped, entered) },
      ]
    })
    .toSorted((a, b) => b.dropped - a.dropped || a.name.localeCompare(b.name))
}

/** How many came to blocks that the document does not have. */
export function countedElsewhere({ blocks }: FlowDocument, counts: Counts): number {
  return Object.entries(counts)
    .filter(([id]) => !Object.hasOwn(blocks, id))
    .reduce((sum, [, { entered }]) => sum + entered, 0)
}

/** Whole, rounded to the nearest; of nobody, 0. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100)
}
