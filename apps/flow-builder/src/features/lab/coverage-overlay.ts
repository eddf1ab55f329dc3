import type { FlowTestRun } from '@iris/contracts'
import type {
  BlockOverlay,
  CanvasOverlays,
  ExitKey,
  ExitOverlay,
} from '../../canvas/graph/canvas-graph.ts'
import { exitKey, noOverlays } from '../../canvas/graph/canvas-graph.ts'
import { labWords } from './lab-words.ts'

type PerBlock = FlowTestRun['coverage']['perBlock']

/** Which ways the tests take, and which none does. */
export function coverageOverlay(perBlock: PerBlock): CanvasOverlays {
  const blocks = Object.entries(perBlock)
  return {
    ...noOverlays,
    blocks: new Map<string, BlockOverlay>(
      blocks.map(([id, { visited, missing }]) => {
        if (!visited) return [id, { tone: 'stop', title: labWords('tests.never') }]
        return [id, { tone: missing.length === 0 ? 'available' : 'warning' }]
      }),
    ),
    exits: new Map<ExitKey, ExitOverlay>(
      blocks.flatMap(([id, { covered, missing }]) => [
        ...covered.map((exit) => [exitKey(id, exit), taken] as const),
        ...missing.map((exit) => [exitKey(id, exit), notTaken()] as const),
      ]),
    ),
  }
}

const taken: ExitOverlay = { tone: 'available' }

function notTaken(): ExitOverlay {
  return { tone: 'stop', title: labWords('tests.missing') }
}
