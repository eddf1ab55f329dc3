import type { FlowDocument } from '@iris/contracts'
import { diffFlows, type FlowDiff } from '@iris/flow'
import type { Tone } from '@iris/ui'
import type {
  CanvasGraph,
  CanvasOverlays,
  ExitOverlay,
} from '../../../canvas/graph/canvas-graph.ts'
import { exitKey, noOverlays } from '../../../canvas/graph/canvas-graph.ts'
import { flowGraph } from '../../editor/graph/flow-graph.ts'
import { historyWords } from '../history-words.ts'

type BlockDifference = FlowDiff['blocks'][number]

/** What kind of difference a thing has, as it is coloured. */
export type DifferenceKind = 'added' | 'removed' | 'changed' | 'moved'

export const toneOf: Readonly<Record<DifferenceKind, Tone>> = {
  added: 'available',
  removed: 'stop',
  changed: 'warning',
  moved: 'busy',
}

/** Two documents on one canvas: the second, with what is gone from the first where it was. */
export interface ComparedGraph {
  readonly graph: CanvasGraph
  readonly overlays: CanvasOverlays
  readonly diff: FlowDiff
}

export function comparedGraph(before: FlowDocument, after: FlowDocument): ComparedGraph {
  const diff = diffFlows(before, after)
  // Ids of what is gone are not taken by anything that is there.
  const both: FlowDocument = {
    ...after,
    blocks: { ...before.blocks, ...after.blocks },
    notes: [...gone(diff.notes, before.notes), ...(after.notes ?? [])],
    frames: [...gone(diff.frames, before.frames), ...(after.frames ?? [])],
  }
  return { graph: flowGraph(both), overlays: overlaysOf(diff), diff }
}

function gone<Item extends { readonly id: string }>(
  differences: readonly { readonly kind: string; readonly id: string }[],
  items: readonly Item[] = [],
): Item[] {
  const removed = new Set(differences.filter(({ kind }) => kind === 'removed').map(({ id }) => id))
  return items.filter(({ id }) => removed.has(id))
}

function overlaysOf({ blocks }: FlowDiff): CanvasOverlays {
  return {
    ...noOverlays,
    dimsRest: blocks.length > 0,
    blocks: new Map(
      blocks.map((difference) => {
        const kind = differenceKind(difference)
        const label = historyWords(`difference.${kind}`)
        return [difference.id, { tone: toneOf[kind], label, title: label }]
      }),
    ),
    exits: new Map(blocks.flatMap(exitOverlays)),
  }
}

/** Something that is only somewhere else has moved. */
export function differenceKind(
  difference: BlockDifference | FlowDiff['notes'][number] | FlowDiff['frames'][number],
): DifferenceKind {
  if (difference.kind !== 'changed') return difference.kind
  const isPlaced = difference.changes.every(({ kind }) => kind === 'moved' || kind === 'resized')
  return isPlaced ? 'moved' : 'changed'
}

function exitOverlays(difference: BlockDifference): [ReturnType<typeof exitKey>, ExitOverlay][] {
  if (difference.kind !== 'changed') {
    const { exits } = difference.kind === 'added' ? difference.after : difference.before
    const overlay = { tone: toneOf[difference.kind] }
    return Object.keys(exits).map((exit) => [exitKey(difference.id, exit), overlay])
  }
  return difference.changes
    .flatMap((change) =>
      change.kind === 'exit'
        ? [[exitKey(difference.id, change.exit), { tone: toneOf.changed }] as const]
        : [],
    )
    .map(([key, overlay]) => [key, overlay])
}
